package io.downclimb.incident.outside;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a timeline that is looked at: an outage with some time around it.
 *
 * @param from in ms since 1970, as it was
 * @param until in ms since 1970, as it was, itself excluded
 * @param movedBy by how much it stands earlier in the incident, in ms, so that stretches follow each other
 */
record Stretch(long from, long until, long movedBy) {
    /** Health before an outage, so that breakers know it. */
    static final long BEFORE_MS = 30L * 60 * 1_000;
    /** Long enough for breakers to come back. */
    static final long AFTER_MS = 30L * 60 * 1_000;

    /** One for each outage, those that touch each other taken together; the first stands where it was, the others follow at once. */
    static List<Stretch> of(Timeline timeline) {
        List<Stretch> stretches = new ArrayList<>();
        for (Timeline.Outage outage : timeline.outages()) {
            if (outage.severity().failing() == 0) {
                continue;
            }
            long from = outage.from() - BEFORE_MS;
            long until = outage.until() + AFTER_MS;
            Stretch last = stretches.isEmpty() ? null : stretches.getLast();
            if (last != null && from <= last.until()) {
                stretches.set(
                        stretches.size() - 1, new Stretch(last.from(), Math.max(last.until(), until), last.movedBy()));
            } else {
                long movedBy = last == null ? 0 : from - (last.until() - last.movedBy());
                stretches.add(new Stretch(from, until, movedBy));
            }
        }
        return stretches;
    }

    long lengthMs() {
        return until - from;
    }
}
