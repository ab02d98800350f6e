package io.downclimb.workflows.breaker;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Learns what a model's time to first content is while it is well, and freezes it: see {@link Baseline}. */
final class Learning {
    /** How long a node or a report is of any interest. */
    static final long FORGOTTEN_MS = 3_600_000;

    private static final int MODELS = 200;

    private final Map<String, LatencyHistogram> learning;
    private final Map<String, Baseline> baselines;

    Learning(Map<String, LatencyHistogram> learning, Map<String, Baseline> baselines) {
        this.learning = new TreeMap<>(learning);
        this.baselines = new TreeMap<>(baselines);
    }

    /** Hears times of whole answers, by model. What comes while a model's circuit is not closed is not taken for healthy. */
    void learn(Map<String, LatencyHistogram> firstContent, Predicate<String> isClosed, long now) {
        new TreeMap<>(firstContent).forEach((model, times) -> {
            if (!baselines.containsKey(model) && Plausible.times(times) && isClosed.test(model) && hasRoom(model)) {
                learn(model, times, now);
            }
        });
    }

    private void learn(String model, LatencyHistogram times, long now) {
        LatencyHistogram all =
                learning.getOrDefault(model, LatencyHistogram.EMPTY).plus(times);
        if (all.count() < Baseline.SAMPLES) {
            learning.put(model, all);
            return;
        }
        learning.remove(model);
        baselines.put(model, Baseline.of(all, now));
    }

    private boolean hasRoom(String model) {
        return learning.containsKey(model) || learning.size() + baselines.size() < MODELS;
    }

    /**
     * Learns again.
     *
     * @param model null for all models
     */
    void forget(@Nullable String model) {
        if (model == null) {
            learning.clear();
            baselines.clear();
            return;
        }
        learning.remove(model);
        baselines.remove(model);
    }

    Map<String, LatencyHistogram> learning() {
        return learning;
    }

    Map<String, Baseline> baselines() {
        return baselines;
    }
}
