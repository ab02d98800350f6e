package io.downclimb.incident;

import org.jspecify.annotations.Nullable;

/**
 * What a judge said of an answer; its reasons are contents and not here.
 *
 * @param at in ms since 1970
 * @param score 0..1; null where there is none
 * @param missing why there is no score; null where there is one
 */
public record IncidentJudgement(
        String requestId,
        int attempt,
        long at,
        String route,
        String tier,
        String provider,
        String model,
        String judge,
        @Nullable Double score,
        @Nullable String missing) {}
