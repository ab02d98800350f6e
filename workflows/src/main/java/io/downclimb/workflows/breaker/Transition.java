package io.downclimb.workflows.breaker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A circuit went from one phase to another, or an operator or a probe said something about it, with the numbers that caused it.
 *
 * @param at in ms since 1970
 * @param generation after it
 * @param cause in words: errors, latency, validators, quality, status, latch, probe due, probe good, probe bad, step, released, …
 * @param numbers what the detector stood at, the threshold, the rate of calls, …
 * @param author who did it; null where the breaker itself did
 * @param note the author's reason, the error class that latched, or the page's level that opened; null for none of these
 */
public record Transition(
        CircuitId circuit,
        long at,
        Phase from,
        Phase to,
        @Nullable Reason reason,
        long generation,
        String cause,
        Map<String, Double> numbers,
        @Nullable String author,
        @Nullable String note) {
    public Transition {
        numbers = Map.copyOf(numbers);
    }
}
