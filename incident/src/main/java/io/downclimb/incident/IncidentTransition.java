package io.downclimb.incident;

import io.downclimb.workflows.breaker.Phase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of a breaker's circuit.
 *
 * @param circuit in words, as {@link io.downclimb.workflows.breaker.CircuitId#text}
 * @param at in ms since 1970
 * @param reason why it is not closed; null where it closed
 * @param numbers what decided
 */
public record IncidentTransition(
        String provider,
        String circuit,
        long generation,
        long at,
        Phase from,
        Phase to,
        @Nullable String reason,
        String cause,
        Map<String, Double> numbers) {
    public IncidentTransition {
        numbers = Map.copyOf(numbers);
    }

    /** Whether it opened a circuit that let calls through. */
    public boolean isTrip() {
        return to == Phase.OPEN && from == Phase.CLOSED;
    }
}
