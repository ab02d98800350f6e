package io.downclimb.bench.overload;

/**
 * Capacity and twice as much of it, within the same minute: what the machine gives changes over minutes, and so counts for all three alike.
 *
 * @param capacity a closed loop at capacity
 * @param open an open loop with twice as many requests a second as that capacity was when it was first measured
 * @param closed a closed loop with twice its callers
 */
public record OverloadLap(StepResult capacity, StepResult open, StepResult closed) {
    /** Goodput of the open loop to that at capacity; NaN where there was none. */
    double openRatio() {
        return ratio(open);
    }

    /** Goodput of the closed loop to that at capacity; NaN where there was none. */
    double closedRatio() {
        return ratio(closed);
    }

    private double ratio(StepResult beyond) {
        return capacity.goodput() > 0 ? beyond.goodput() / capacity.goodput() : Double.NaN;
    }
}
