package io.downclimb.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One step of a schedule: a fault that holds during a stretch of time.
 *
 * @param from ms since the schedule was set, inclusive
 * @param until ms since the schedule was set, exclusive
 */
public record Scheduled(
        @JsonProperty(required = true) long from,
        @JsonProperty(required = true) long until,
        @JsonProperty(required = true) Fault fault) {
    public Scheduled {
        Require.notNegative("from", from);
        Require.that(until > from, "until must be after from (" + from + "), but is " + until);
        Require.present("fault", fault);
    }

    boolean holdsAt(long elapsed) {
        return elapsed >= from && elapsed < until;
    }
}
