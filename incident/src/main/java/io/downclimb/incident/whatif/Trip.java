package io.downclimb.incident.whatif;

import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.breaker.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A circuit opened.
 *
 * @param circuit in words
 * @param at in ms since 1970
 * @param afterMs from the first of the failed calls that led to it, no two of them further than 10 s apart; null where it was no failed call that
 *     opened it
 * @param backAfterMs until it was closed again; null where it was not, or opened anew on the way
 */
public record Trip(
        String provider,
        String circuit,
        long at,
        @Nullable Long afterMs,
        @Nullable Long backAfterMs) {
    private static final long APART_MS = 10_000;

    /** Out of the transitions, with the failed calls' ends by provider. */
    static List<Trip> of(List<IncidentTransition> transitions, Map<String, List<Long>> failures) {
        List<Trip> trips = new ArrayList<>();
        for (IncidentTransition transition : transitions) {
            if (isTrip(transition)) {
                List<Long> failed = failures.getOrDefault(transition.provider(), List.of());
                trips.add(new Trip(
                        transition.provider(),
                        transition.circuit(),
                        transition.at(),
                        transition.cause().equals("errors") ? after(failed, transition.at()) : null,
                        back(transitions, transition)));
            }
        }
        trips.sort(Comparator.comparingLong(Trip::at));
        return List.copyOf(trips);
    }

    /** Opened out of closed, or out of the ramp by a detector. */
    private static boolean isTrip(IncidentTransition transition) {
        return transition.isTrip() || (transition.to() == Phase.OPEN && transition.from() == Phase.RAMPING);
    }

    private static @Nullable Long after(List<Long> failed, long at) {
        Long first = null;
        for (int place = failed.size() - 1; place >= 0; place--) {
            long end = failed.get(place);
            if (end > at) {
                continue;
            }
            if ((first == null ? at : first) - end > APART_MS) {
                break;
            }
            first = end;
        }
        return first == null ? null : Long.valueOf(at - first);
    }

    private static @Nullable Long back(List<IncidentTransition> transitions, IncidentTransition trip) {
        for (IncidentTransition later : transitions) {
            boolean same = later.provider().equals(trip.provider())
                    && later.circuit().equals(trip.circuit())
                    && later.generation() > trip.generation();
            if (same && isTrip(later)) {
                return null;
            }
            if (same && later.to() == Phase.CLOSED) {
                return later.at() - trip.at();
            }
        }
        return null;
    }
}
