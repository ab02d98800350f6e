package io.downclimb.workflows.judge;

import io.downclimb.workflows.policy.Sha256;

/**
 * Which answers are judged: a share of them, chosen by the request's id, so that a sample can be reproduced.
 *
 * <ol>
 *   <li>Take the SHA-256 of {@code "judge:"} and the request's id.
 *   <li>Read its first eight bytes as an unsigned number, and divide by 2⁶⁴: a fraction in [0, 1), uniform over ids.
 *   <li>The answer is judged where the fraction is below the share. So a larger share keeps all that a smaller one chose.
 * </ol>
 */
public final class Sampling {
    private static final int HEX_DIGITS = 16;
    private static final double TWO_TO_THE_64TH = 0x1p64;

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
        long bits = Long.parseUnsignedLong(Sha256.of("judge:" + requestId).substring(0, HEX_DIGITS), 16);
        // The lowest eleven bits do not fit a double; leaving them out keeps the fraction below 1.
        return (double) (bits >>> 11) * 0x1p11 / TWO_TO_THE_64TH;
    }
}
