package io.downclimb.workflows.breaker;

import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a circuit is told when something happens to it.
 *
 * @param baselines healthy times by model
 * @param now in ms since 1970
 */
record Surroundings(
        String provider, BreakerSettings settings, StatusNews status, Map<String, Baseline> baselines, long now) {
    /** A page that was not read for this long says nothing any more. */
    static final long STATUS_FRESH_MS = 180_000;

    /** What multiplies thresholds where trouble is likelier than usual: on the ramp, and while the status page tells of trouble. */
    static final double STRICT = 0.5;

    /** What the status page says; UNKNOWN where that is too old. */
    StatusLevel level() {
        return now - status.at() <= STATUS_FRESH_MS ? status.level() : StatusLevel.UNKNOWN;
    }

    boolean worried() {
        return level().compareTo(StatusLevel.DEGRADED) >= 0;
    }

    boolean pageTellsOutage() {
        return level().compareTo(StatusLevel.PARTIAL_OUTAGE) >= 0;
    }

    /** The slowest healthy 95th percentile of the models a circuit covers, in ms; null where none is known. */
    @Nullable
    Long slowestHealthy(@Nullable String model) {
        return baselines.entrySet().stream()
                .filter(baseline -> model == null || baseline.getKey().equals(model))
                .map(baseline -> baseline.getValue().p95())
                .max(Long::compare)
                .orElse(null);
    }
}
