package io.downclimb.workflows.breaker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the breakers said when a request, or one of its attempts, asked whether a rung may call. It stands in the request's history.
 *
 * @param rung the rung's index
 * @param allowed whether it may call
 * @param why what forbids it, in words; null where it may
 * @param seen the circuits that were asked, as they stood
 * @param trickle allowed although a circuit is open, since every provider of the route is
 */
public record Admission(int rung, boolean allowed, @Nullable String why, List<Seen> seen, boolean trickle) {
    public Admission {
        seen = List.copyOf(seen);
    }

    /** A circuit as it stood. */
    public record Seen(
            CircuitId circuit, Phase phase, @Nullable Reason reason, long generation) {}

    /** The generation that let the call through; 0 where the circuit was not asked, or nobody had heard of it. */
    public long generation(CircuitId circuit) {
        return seen.stream()
                .filter(one -> one.circuit().equals(circuit))
                .mapToLong(Seen::generation)
                .findFirst()
                .orElse(0);
    }

    /** The circuit that forbids it; null where none does. */
    @Nullable
    public CircuitId blocking() {
        return allowed
                ? null
                : seen.stream()
                        .filter(one -> one.phase() != Phase.CLOSED)
                        .map(Seen::circuit)
                        .findFirst()
                        .orElse(null);
    }
}
