package io.downclimb.api.admission;

/**
 * How long it takes from one who goes in to the next while others wait, in ns: an exponentially weighted mean with weight 0.1 for the newest. While nobody goes in it
 * is at least the time since the last one did. Not for several threads.
 */
final class Pace {
    private static final double NEWEST = 0.1;

    private double mean;
    private long last;

    Pace(double guess) {
        mean = guess;
    }

    void waitBegins(long now) {
        last = now;
    }

    void step(long now) {
        mean += NEWEST * (now - last - mean);
        last = now;
    }

    double of(long now, boolean othersWait) {
        return othersWait ? Math.max(mean, (double) (now - last)) : mean;
    }
}
