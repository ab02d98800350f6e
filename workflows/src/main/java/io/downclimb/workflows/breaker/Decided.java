package io.downclimb.workflows.breaker;

import java.util.List;
import java.util.Map;

/**
 * What a breaker has to write down.
 *
 * @param state all of it, for a workflow that has to start anew
 * @param view what nodes follow
 * @param transitions new ones
 * @param buckets the windows' buckets that have changed, with their totals
 */
public record Decided(BreakerState state, BreakerView view, List<Transition> transitions, List<Bucket> buckets) {
    public Decided {
        transitions = List.copyOf(transitions);
        buckets = List.copyOf(buckets);
    }

    /**
     * What a circuit heard within one stretch of 10 s, in total.
     *
     * @param from in ms since 1970, a multiple of 10,000
     * @param counts by name: good, bad, minor, pending, slow, timed, rate-limited, invalid, scores
     * @param scoreSum of the judge's scores
     */
    public record Bucket(CircuitId circuit, long from, Map<String, Long> counts, double scoreSum) {
        public static final long WIDTH_MS = 10_000;

        public Bucket {
            counts = Map.copyOf(counts);
        }
    }
}
