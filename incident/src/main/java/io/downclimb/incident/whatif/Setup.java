package io.downclimb.incident.whatif;

import io.downclimb.workflows.breaker.Breaker;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.CircuitId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a run in virtual time begins with.
 *
 * @param breakers how each watched provider's breaker stands at the beginning; a provider that is not among them is not watched
 * @param keys the circuits of each provider's keys; a provider that is not among them has one key
 * @param happenings what breakers are told from outside
 * @param from in ms since 1970
 * @param until in ms since 1970: then the run ends, once every request has
 */
record Setup(
        List<Arrival> arrivals,
        ProviderModel providers,
        SortedMap<String, BreakerState> breakers,
        Map<String, List<CircuitId.Key>> keys,
        List<Happening> happenings,
        Timing timing,
        int nodes,
        long from,
        long until) {
    Setup {
        if (nodes < 1) {
            throw new IllegalArgumentException("nodes must be at least 1, is " + nodes);
        }
        arrivals = arrivals.stream()
                .sorted(Comparator.comparingLong(Arrival::receivedAt))
                .toList();
        keys = Map.copyOf(keys);
        happenings = List.copyOf(happenings);
    }

    /** Breakers that have heard nothing yet. */
    static SortedMap<String, BreakerState> fresh(Map<String, BreakerSettings> settings, long now) {
        SortedMap<String, BreakerState> states = new TreeMap<>();
        settings.forEach((provider, rules) ->
                states.put(provider, Breaker.fresh(provider, rules, now).state()));
        return states;
    }
}
