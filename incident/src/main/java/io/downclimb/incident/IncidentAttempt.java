package io.downclimb.incident;

import io.downclimb.workflows.activity.AttemptResult;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One call of a request to a provider. Times in ms since 1970, durations in ms, usage in tokens.
 *
 * @param rung its index in the ladder
 * @param sends how often it was sent
 * @param finishedAt null where its end was never recorded, and with it what follows
 * @param result as the workflow got it: outcome, class, first content, what the breakers said
 */
public record IncidentAttempt(
        int number,
        int rung,
        String tier,
        String provider,
        String model,
        int sends,
        long sentAt,
        @Nullable Long finishedAt,
        @Nullable AttemptResult result,
        @Nullable Integer status,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable BigDecimal costUsd) {}
