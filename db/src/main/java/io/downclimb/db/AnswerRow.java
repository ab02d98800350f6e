package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a request ended, and its label. See V1__ladder.sql for the columns. */
@Introspected
@MappedEntity("answers")
public record AnswerRow(
        @Id UUID requestId,
        String outcome,
        @Nullable String tier,
        @Nullable String provider,
        @Nullable String model,
        @Nullable Integer attempt,
        boolean degraded,
        @Nullable String notice,
        @Nullable String errorClass,
        @Nullable String reason,
        int attempts,
        String classes,
        String skipped,
        String dropped,
        @Nullable BigDecimal costUsd,
        Instant concludedAt) {

    /** With what only the database knows, from the attempts. */
    AnswerRow completed(int attemptsMade, String droppedParameters, @Nullable BigDecimal cost) {
        return new AnswerRow(
                requestId,
                outcome,
                tier,
                provider,
                model,
                attempt,
                degraded,
                notice,
                errorClass,
                reason,
                attemptsMade,
                classes,
                skipped,
                droppedParameters,
                cost,
                concludedAt);
    }
}
