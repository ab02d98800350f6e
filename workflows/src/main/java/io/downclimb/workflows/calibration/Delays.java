package io.downclimb.workflows.calibration;

import java.util.List;

/**
 * How long a detector took from the onset of trouble to its trip.
 *
 * @param seconds of each run in which it tripped, shortest first
 * @param missed runs in which it did not trip before the simulation's limit
 */
public record Delays(List<Double> seconds, int missed) {
    public Delays {
        seconds = seconds.stream().sorted().toList();
    }

    public int runs() {
        return seconds.size() + missed;
    }

    /** The share of runs in which it never tripped (0..1). */
    public double missedShare() {
        return (double) missed / runs();
    }

    public double median() {
        return quantile(0.5);
    }

    public double p95() {
        return quantile(0.95);
    }

    /** The delay in s that this share of all runs did not exceed; infinite where that many did not trip. */
    public double quantile(double share) {
        int rank = Math.max(1, (int) Math.ceil(share * runs()));
        return rank <= seconds.size() ? seconds.get(rank - 1) : Double.POSITIVE_INFINITY;
    }
}
