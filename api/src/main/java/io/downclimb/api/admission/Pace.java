package io.downclimb.api.admission;

/**
 * How long it takes from one who goes in to the next while others wait, in ns: an exponentially weighted mean with weight 0.1 for the newest. While nobody goes in, each of
 * those in hand takes at least the time since the last one did, so it is at least that time, divided by their number. Not for several threads.
 */
final class Pace {
    private static final double NEWEST = 0.1;

    private double mean;
    private long last;

    Pace(double guess) {
        mean = guess;
    }

    /** The first of a row begins to wait. */
    void waitBegins(long now) {
        last = now;
    }

    /** One of those who wait goes in. */
    void step(long now) {
        mean += NEWEST * (now - last - mean);
        last = now;
    }

    /** While others wait, and so many are in hand. */
    double of(long now, int atOnce) {
        return Math.max(mean, (double) (now - last) / atOnce);
    }

    /** While nobody waits: as it was. */
    double ofLate() {
        return mean;
    }
}
