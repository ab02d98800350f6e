package io.downclimb.incident.whatif;

import java.util.HashMap;
import java.util.Map;

/**
 * The usual time to first content of each provider's model, as one node has seen it: an exponentially weighted mean with weight 0.2 for the
 * newest. Before the first success, 1 s.
 */
final class UsualTimes {
    private static final double NEWEST = 0.2;
    private static final double UNKNOWN_MS = 1_000;

    private final Map<String, Double> means = new HashMap<>();

    void saw(String provider, String model, long firstContentMs) {
        means.merge(provider + '/' + model, (double) firstContentMs, (mean, newest) -> mean + NEWEST * (newest - mean));
    }

    /** In ms. */
    long of(String provider, String model) {
        return Math.round(means.getOrDefault(provider + '/' + model, UNKNOWN_MS));
    }
}
