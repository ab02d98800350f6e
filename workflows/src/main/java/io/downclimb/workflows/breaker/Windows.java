package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The last 90 s of a circuit in stretches of 10 s: for graphs, and for the rate of its calls. */
final class Windows {
    private static final long KEPT_MS = 90_000;
    private static final long RATE_MS = 60_000;
    private static final double LEAST_SECONDS = 10;

    private final TreeMap<Long, Window> byFrom = new TreeMap<>();
    private final Set<Long> changed = new TreeSet<>();

    Windows(Collection<Window> windows) {
        windows.forEach(window -> byFrom.put(window.from(), window));
    }

    /**
     * Counts what was reported into the stretch it was reported in; if that is no longer kept, or is still to come, into the present one.
     * So totals that were written down are never written again with less.
     */
    void add(CircuitOutcomes heard, long at, long now) {
        forget(now);
        long present = start(now);
        long reported = start(at);
        long from = reported > present || reported < present - KEPT_MS ? present : reported;
        byFrom.merge(from, Window.empty(from).plus(heard), (kept, _) -> kept.plus(heard));
        changed.add(from);
    }

    /** Calls a second within the last minute, over at least 10 s. */
    double perSecond(long now) {
        Collection<Window> recent = byFrom.tailMap(start(now - RATE_MS), false).values();
        if (recent.isEmpty()) {
            return 0;
        }
        long calls = recent.stream().mapToLong(Window::calls).sum();
        double seconds = (now - recent.iterator().next().from()) / 1_000.0;
        return calls / Math.max(LEAST_SECONDS, seconds);
    }

    /** What changed since this was last asked, in total. */
    List<Decided.Bucket> drain(CircuitId circuit) {
        List<Decided.Bucket> buckets = new ArrayList<>();
        for (long from : changed) {
            Window window = byFrom.get(from);
            if (window != null) {
                buckets.add(window.bucket(circuit));
            }
        }
        changed.clear();
        return buckets;
    }

    List<Window> kept() {
        return List.copyOf(byFrom.values());
    }

    /** What was not written down yet is kept until it is. */
    void forget(long now) {
        byFrom.headMap(start(now) - KEPT_MS).keySet().removeIf(from -> !changed.contains(from));
    }

    private static long start(long at) {
        return at - Math.floorMod(at, Decided.Bucket.WIDTH_MS);
    }
}
