package io.downclimb.workflows.calibration;

import java.util.random.RandomGenerator;

/** Events that come independently of each other, as calls of many callers do. */
final class Poisson {
    /** Above this mean the normal distribution is as good, and a count need not be counted out. */
    private static final double LARGE = 500;

    private Poisson() {}

    /** The time to the next event in s, at so many a second; for ever where there are none. */
    static double gap(RandomGenerator random, double perSecond) {
        return perSecond > 0 ? random.nextExponential() / perSecond : Double.POSITIVE_INFINITY;
    }

    /** How many events come where so many do on average. */
    static int count(RandomGenerator random, double mean) {
        if (mean <= 0) {
            return 0;
        }
        if (mean > LARGE) {
            return (int) Math.max(0, Math.round(random.nextGaussian(mean, Math.sqrt(mean))));
        }
        int count = 0;
        double passed = random.nextExponential();
        while (passed < mean) {
            count++;
            passed += random.nextExponential();
        }
        return count;
    }
}
