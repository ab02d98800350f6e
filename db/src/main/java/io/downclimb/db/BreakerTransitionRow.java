package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a circuit, and why. See V2__breakers.sql for the columns. */
@Introspected
@MappedEntity("breaker_transitions")
public record BreakerTransitionRow(
        @Id String provider,
        String circuit,
        long generation,
        Instant at,
        String fromPhase,
        String toPhase,
        @Nullable String reason,
        String cause,
        String numbers,
        @Nullable String author,
        @Nullable String note) {}
