package io.downclimb.workflows.breaker;

/**
 * Thresholds by load: the more calls a second, the more chances for a false alarm a day, and the less time a higher threshold costs.
 * The steps are those at which false trips and delays were simulated; {@code calibrate} shows them for a user's own numbers.
 */
public final class Thresholds {
    private static final double BUSY = 5;
    private static final double VERY_BUSY = 20;

    private Thresholds() {}

    /** Of a Bernoulli CUSUM, in units of log likelihood. */
    public static double calls(double perSecond) {
        if (perSecond < BUSY) {
            return 8;
        }
        return perSecond < VERY_BUSY ? 10 : 12;
    }

    /** Of a CUSUM of scores, in scores. */
    public static double scores(double perSecond) {
        return perSecond < BUSY ? 3.5 : 5;
    }
}
