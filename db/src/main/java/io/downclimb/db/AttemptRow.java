package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A call to a provider: its row stands before it is sent. See V1__ladder.sql for the columns. */
@Introspected
@MappedEntity("attempts")
public record AttemptRow(
        @Id UUID requestId,
        int number,
        int rung,
        String tier,
        String provider,
        String model,
        int sends,
        Instant sentAt,
        @Nullable Instant finishedAt,
        @Nullable String outcome,
        @Nullable String errorClass,
        @Nullable Integer status,
        @Nullable String detail,
        @Nullable Long firstContentMs,
        @Nullable Long totalMs,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable BigDecimal costUsd,
        @Nullable String dropped,
        @Nullable String result) {}
