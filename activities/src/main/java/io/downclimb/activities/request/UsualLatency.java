package io.downclimb.activities.request;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The usual time to first content of each provider's model, as this node has seen it: an exponentially weighted mean with weight 0.2
 * for the newest. Before the first success, 1 s.
 */
@Singleton
public class UsualLatency {
    private static final double NEWEST = 0.2;
    private static final double UNKNOWN_MS = 1_000;

    private final Map<String, Double> means = new ConcurrentHashMap<>();

    void saw(String provider, String model, long firstContentMs) {
        means.merge(key(provider, model), (double) firstContentMs, (mean, newest) -> mean + NEWEST * (newest - mean));
    }

    /** In ms. */
    public long of(String provider, String model) {
        return Math.round(means.getOrDefault(key(provider, model), UNKNOWN_MS));
    }

    private static String key(String provider, String model) {
        return provider + '/' + model;
    }
}
