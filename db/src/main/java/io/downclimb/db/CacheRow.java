package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** A stored answer, by what was asked; provider and model are those of the attempt that gave it. */
@Introspected
@MappedEntity("cache")
public record CacheRow(
        @Id UUID requestId, int attempt, String provider, String model, Instant storedAt, Instant freshUntil) {}
