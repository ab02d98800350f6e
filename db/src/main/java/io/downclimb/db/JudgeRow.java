package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a judge is from its anchors, and what finding out has cost. See V2__breakers.sql for the columns. */
@Introspected
@MappedEntity("judges")
public record JudgeRow(
        @Id String version,
        String provider,
        String model,
        String rubric,
        String anchors,
        Instant askedAt,
        @Nullable Instant checkedAt,
        @Nullable Double distance,
        boolean quarantined,
        long inputTokens,
        long outputTokens,
        BigDecimal costUsd) {}
