package io.downclimb.workflows.breaker;

import org.jspecify.annotations.Nullable;

/**
 * One call to find out whether a provider is well again. No caller waits for it.
 *
 * @param generation of the circuit while it probes
 * @param candidate the request to copy; null: the canary's prompt
 * @param canary null where a request is copied
 * @param notBefore when it may be sent, in ms since 1970; the wait is spent where the call is made
 * @param judged whether a judge shall say what the answer is worth
 */
public record ProbeOrder(
        String provider,
        CircuitId circuit,
        long generation,
        OutcomeReport.@Nullable Candidate candidate,
        BreakerSettings.@Nullable Canary canary,
        long notBefore,
        boolean judged) {}
