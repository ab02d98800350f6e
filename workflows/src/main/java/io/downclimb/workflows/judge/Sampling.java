package io.downclimb.workflows.judge;

import io.downclimb.workflows.policy.Fraction;

/**
 * Which answers are judged: a share of them, chosen by the request's id, so that a sample can be reproduced.
 *
 * <ol>
 *   <li>Take the request's {@link Fraction} for the purpose {@code judge}: the first 13 hex digits of the SHA-256 of {@code "judge:"} and its id, as
 *       a fraction of 2⁵².
 *   <li>The answer is judged where the fraction is below the share. So a larger share keeps all that a smaller one chose.
 * </ol>
 */
public final class Sampling {
    private Sampling() {}

    /**
     * Whether the request's answer is judged.
     *
     * @param share 0..1
     */
    public static boolean chosen(String requestId, double share) {
        return fraction(requestId) < share;
    }

    /**
     * The share to judge.
     *
     * @param sample the route's share while nothing is suspicious (0..1)
     * @param factor by which the breaker raises it just now
     */
    public static double share(double sample, double factor) {
        return Math.min(1, sample * factor);
    }

    /** Where the request stands in [0, 1). */
    static double fraction(String requestId) {
        return Fraction.of("judge", requestId);
    }
}
