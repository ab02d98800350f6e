package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a judge said of an answer, and what asking it cost. See V2__breakers.sql for the columns. */
@Introspected
@MappedEntity("judgements")
public record JudgementRow(
        @Id UUID requestId,
        int attempt,
        Instant judgedAt,
        String route,
        String tier,
        String rungVersion,
        String provider,
        String model,
        String judgeVersion,
        String judgeProvider,
        String judgeModel,
        String rubric,
        @Nullable Double score,
        @Nullable String missing,
        boolean counted,
        long totalMs,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable BigDecimal costUsd) {}
