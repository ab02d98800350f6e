package io.downclimb.workflows.policy;

/**
 * A request's place in [0, 1), by hash: the same request has the same place on every node and in every replay, so a share of the traffic can
 * be chosen without rolling dice.
 */
public final class Fraction {
    /** As many hex digits as a double holds exactly. */
    private static final int DIGITS = 13;

    private static final double STEPS = 1L << (4 * DIGITS);

    private Fraction() {}

    /**
     * The place.
     *
     * @param purpose keeps one choice from following another
     */
    public static double of(String purpose, String requestId) {
        String hash = Sha256.of(purpose + ":" + requestId);
        return Long.parseLong(hash.substring(0, DIGITS), 16) / STEPS;
    }
}
