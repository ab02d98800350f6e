package io.downclimb.incident;

/**
 * What a circuit heard within 10 s.
 *
 * @param from in ms since 1970
 */
public record IncidentWindow(
        String provider,
        String circuit,
        long from,
        long good,
        long bad,
        long minor,
        long pending,
        long slow,
        long timed,
        long rateLimited,
        long invalid,
        long scores,
        double scoreSum) {}
