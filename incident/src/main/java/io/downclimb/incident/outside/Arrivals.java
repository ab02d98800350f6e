package io.downclimb.incident.outside;

import java.util.ArrayList;
import java.util.List;

/**
 * When a trace's requests arrive in the stretches of a timeline.
 *
 * @param isRepeated the trace was laid end to end over each stretch, since its own times lie elsewhere
 * @param isCutShort there would have been more than was asked for
 */
record Arrivals(List<Arrival> all, boolean isRepeated, boolean isCutShort) {
    /**
     * A request that arrives.
     *
     * @param at in ms since 1970, as the timeline has it
     * @param movedBy how much earlier it stands in the incident, in ms
     */
    record Arrival(long at, long movedBy, LoadTrace.Arriving size) {}

    static Arrivals of(List<Stretch> stretches, LoadTrace trace, int most) {
        if (trace.isAbsolute()) {
            List<Arrival> own = asTheyCame(stretches, trace, most + 1);
            if (!own.isEmpty()) {
                return bounded(own, false, most);
            }
        }
        return bounded(endToEnd(stretches, trace, most + 1), true, most);
    }

    private static Arrivals bounded(List<Arrival> arrivals, boolean isRepeated, int most) {
        return arrivals.size() > most
                ? new Arrivals(List.copyOf(arrivals.subList(0, most)), isRepeated, true)
                : new Arrivals(List.copyOf(arrivals), isRepeated, false);
    }

    private static List<Arrival> asTheyCame(List<Stretch> stretches, LoadTrace trace, int most) {
        List<Arrival> arrivals = new ArrayList<>();
        int place = 0;
        for (LoadTrace.Arriving one : trace.requests()) {
            while (place < stretches.size() && stretches.get(place).until() <= one.at()) {
                place++;
            }
            if (place == stretches.size() || arrivals.size() == most) {
                return arrivals;
            }
            if (one.at() >= stretches.get(place).from()) {
                arrivals.add(new Arrival(one.at(), stretches.get(place).movedBy(), one));
            }
        }
        return arrivals;
    }

    private static List<Arrival> endToEnd(List<Stretch> stretches, LoadTrace trace, int most) {
        List<Arrival> arrivals = new ArrayList<>();
        List<LoadTrace.Arriving> requests = trace.requests();
        long first = requests.getFirst().at();
        long span = trace.spanMs();
        for (Stretch stretch : stretches) {
            for (long begin = stretch.from(); begin < stretch.until(); begin += span) {
                for (LoadTrace.Arriving one : requests) {
                    long at = begin + one.at() - first;
                    if (at >= stretch.until()) {
                        break;
                    }
                    if (arrivals.size() == most) {
                        return arrivals;
                    }
                    arrivals.add(new Arrival(at, stretch.movedBy(), one));
                }
            }
        }
        return arrivals;
    }
}
