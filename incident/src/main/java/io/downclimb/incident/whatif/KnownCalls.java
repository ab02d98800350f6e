package io.downclimb.incident.whatif;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is recorded of one provider's model, in the order of its time. */
final class KnownCalls {
    private static final int A_SIDE = 30;
    private static final long TOGETHER_MS = 15_000;
    private static final double DECAY_MS = 5_000;

    private final List<KnownCall> byTime;
    private final long[] times;
    private final Map<String, List<KnownCall>> byRequest = new HashMap<>();
    private final List<KnownCall> probes;

    KnownCalls(List<KnownCall> calls) {
        List<KnownCall> sorted =
                calls.stream().sorted(Comparator.comparingLong(KnownCall::at)).toList();
        sorted.forEach(call -> {
            if (call.requestId() != null) {
                byRequest
                        .computeIfAbsent(call.requestId(), _ -> new ArrayList<>())
                        .add(call);
            }
        });
        probes = sorted.stream().filter(call -> call.probe() != null).toList();
        byTime = sorted.stream()
                .filter(call -> !call.isOfItsRequest() && !call.isOfItsNode())
                .toList();
        times = byTime.stream().mapToLong(KnownCall::at).toArray();
    }

    /** Whether anything is known that another request could meet. */
    boolean isEmpty() {
        return times.length == 0;
    }

    /** The recorded call that this one repeats; null where there is none. */
    @Nullable
    KnownCall same(Ask ask, long toleranceMs) {
        if (ask.probe() != null) {
            return probes.stream()
                    .filter(probe -> ask.probe().equals(probe.probe()))
                    .filter(probe -> Math.abs(probe.at() - ask.at()) <= toleranceMs)
                    .min(Comparator.comparingLong(probe -> Math.abs(probe.at() - ask.at())))
                    .orElse(null);
        }
        List<KnownCall> own = byRequest.getOrDefault(String.valueOf(ask.requestId()), List.of());
        KnownCall ofRequest =
                own.stream().filter(KnownCall::isOfItsRequest).findFirst().orElse(null);
        if (ofRequest != null) {
            return ofRequest;
        }
        KnownCall candidate = ask.nth() < own.size() ? own.get(ask.nth()) : null;
        return candidate != null && Math.abs(candidate.at() - ask.at()) <= toleranceMs ? candidate : null;
    }

    /**
     * The calls of the regime that a moment belongs to.
     *
     * <ol>
     *   <li>The nearest calls that fit, before the moment and after it: {@value #A_SIDE} a side at most, those no farther than {@link #TOGETHER_MS} from the nearest of their side.
     *   <li>Between the two sides the provider may have changed, once, at any moment: one is drawn, the same for all calls of a run. Whether the asked moment
     *       comes before or after it says which side is meant. How many calls a side has does not count: a provider that is back is called
     *       often, one that is not hardly ever.
     * </ol>
     *
     * @param withinMs a side that begins farther away than this is no evidence
     * @return none where there is no evidence, else the nearest first
     */
    List<KnownCall> regime(Ask ask, long withinMs, Predicate<KnownCall> fits) {
        long at = ask.at();
        int after = firstFrom(at);
        List<KnownCall> earlier = side(at, after - 1, -1, withinMs, fits);
        List<KnownCall> later = side(at, after, 1, withinMs, fits);
        if (earlier.isEmpty() || later.isEmpty()) {
            return earlier.isEmpty() ? later : earlier;
        }
        long from = earlier.getFirst().at();
        long to = later.getFirst().at();
        double changed = from + ask.luck().applyAsDouble(ask.provider() + '/' + ask.model() + ' ' + from) * (to - from);
        return at < changed ? earlier : later;
    }

    private List<KnownCall> side(long at, int first, int step, long withinMs, Predicate<KnownCall> fits) {
        List<KnownCall> found = new ArrayList<>();
        long farthest = withinMs;
        for (int place = first; place >= 0 && place < times.length && found.size() < A_SIDE; place += step) {
            long distance = Math.abs(times[place] - at);
            if (distance > farthest) {
                return found;
            }
            if (fits.test(byTime.get(place))) {
                farthest = found.isEmpty() ? distance + TOGETHER_MS : farthest;
                found.add(byTime.get(place));
            }
        }
        return found;
    }

    /** How far the nearest call is, in ms, whatever its regime. */
    long distance(long at) {
        int after = firstFrom(at);
        long back = after == 0 ? Long.MAX_VALUE : at - times[after - 1];
        long ahead = after == times.length ? Long.MAX_VALUE : times[after] - at;
        return Math.min(back, ahead);
    }

    private int firstFrom(long at) {
        int low = 0;
        int high = times.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** One of them, the nearest first: a call weighs e^(−distance ÷ {@link #DECAY_MS}), measured from the nearest. */
    static KnownCall draw(List<KnownCall> calls, Ask ask) {
        long nearest = Math.abs(calls.getFirst().at() - ask.at());
        double[] upTo = new double[calls.size()];
        double sum = 0;
        for (int place = 0; place < upTo.length; place++) {
            sum += Math.exp((nearest - Math.abs(calls.get(place).at() - ask.at())) / DECAY_MS);
            upTo[place] = sum;
        }
        double drawn = ask.random().nextDouble() * sum;
        for (int place = 0; place < upTo.length - 1; place++) {
            if (drawn < upTo[place]) {
                return calls.get(place);
            }
        }
        return calls.getLast();
    }
}
