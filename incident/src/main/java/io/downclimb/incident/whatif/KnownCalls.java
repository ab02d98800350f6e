package io.downclimb.incident.whatif;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What is recorded of one provider's model, in the order of its time. */
final class KnownCalls {
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

    /** The calls nearest in time that fit, at most so many, none farther than that. */
    List<KnownCall> nearest(long at, int most, long withinMs, Predicate<KnownCall> fits) {
        List<KnownCall> found = new ArrayList<>();
        int after = firstFrom(at);
        int before = after - 1;
        while (found.size() < most) {
            long back = before < 0 ? Long.MAX_VALUE : at - times[before];
            long ahead = after == times.length ? Long.MAX_VALUE : times[after] - at;
            if (Math.min(back, ahead) > withinMs || (before < 0 && after == times.length)) {
                return found;
            }
            KnownCall next = back <= ahead ? byTime.get(before--) : byTime.get(after++);
            if (fits.test(next)) {
                found.add(next);
            }
        }
        return found;
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

    /** One of them: a call weighs e^(−distance ÷ decay), measured from the nearest of them. */
    static KnownCall draw(List<KnownCall> calls, long at, double decayMs, RandomGenerator random) {
        long nearest =
                calls.stream().mapToLong(call -> Math.abs(call.at() - at)).min().orElse(0);
        double[] upTo = new double[calls.size()];
        double sum = 0;
        for (int place = 0; place < upTo.length; place++) {
            sum += Math.exp((nearest - Math.abs(calls.get(place).at() - at)) / decayMs);
            upTo[place] = sum;
        }
        double drawn = random.nextDouble() * sum;
        for (int place = 0; place < upTo.length - 1; place++) {
            if (drawn < upTo[place]) {
                return calls.get(place);
            }
        }
        return calls.getLast();
    }
}
