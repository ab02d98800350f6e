package io.downclimb.workflows.breaker;

/**
 * A probe that has not come back.
 *
 * @param at when it was ordered, in ms since 1970
 * @param taken whether the order was given out
 */
public record RunningProbe(ProbeOrder order, long at, boolean taken) {
    /** A probe that is not back by then is lost: whoever made it died, or nobody did. */
    static final long LOST_MS = 120_000;

    RunningProbe nowTaken() {
        return new RunningProbe(order, at, true);
    }

    long lostAt() {
        return at + LOST_MS;
    }
}
