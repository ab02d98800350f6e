package io.downclimb.workflows.breaker;

import io.downclimb.workflows.status.StatusNews;
import java.util.List;
import java.util.Map;

/**
 * All that a breaker knows, as it is carried from one run of its workflow to the next, and as Postgres remembers it.
 *
 * @param version grows with each change that was written down
 * @param learning times to first content of models whose baseline is not frozen yet
 * @param baselines healthy times by model
 * @param heard the newest report, by node that reported within the last hour
 * @param firstGeneration of circuits that are made from now on: above 0 once a circuit with transitions was dropped, so that none of them
 *     is ever numbered twice
 */
public record BreakerState(
        String provider,
        long version,
        BreakerSettings settings,
        List<CircuitState> circuits,
        Map<String, LatencyHistogram> learning,
        Map<String, Baseline> baselines,
        StatusNews status,
        Map<String, Heard> heard,
        long firstGeneration) {
    public BreakerState {
        circuits = List.copyOf(circuits);
        learning = Map.copyOf(learning);
        baselines = Map.copyOf(baselines);
        heard = Map.copyOf(heard);
    }

    /**
     * A node's newest report.
     *
     * @param at when it was heard, in ms since 1970
     */
    public record Heard(long sequence, long at) {}
}
