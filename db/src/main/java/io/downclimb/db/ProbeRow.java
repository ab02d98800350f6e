package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A call that nobody waited for. See V2__breakers.sql for the columns. */
@Introspected
@MappedEntity("probes")
public record ProbeRow(
        @Id UUID id,
        String provider,
        String circuit,
        long generation,
        String model,
        @Nullable UUID requestId,
        Instant sentAt,
        String outcome,
        @Nullable String errorClass,
        @Nullable Integer status,
        @Nullable String detail,
        @Nullable Long firstContentMs,
        long totalMs,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable BigDecimal costUsd,
        @Nullable Double score) {}
