package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A provider's breaker as it was last written down. See V2__breakers.sql for the columns. */
@Introspected
@MappedEntity("breakers")
public record BreakerRow(@Id String provider, long version, String state, String view, Instant updatedAt) {}
