package io.downclimb.workflows.judge;

/**
 * An answer to judge: names only, no content.
 *
 * @param attempt whose answer it is
 * @param rung the index of the rung that gave it
 * @param provider that gave it, and whose breaker hears the score
 * @param generation of the quality circuit that let the call through
 */
public record JudgeOrder(
        String requestId, String policyHash, int attempt, int rung, String provider, String model, long generation) {}
