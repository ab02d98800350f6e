package io.downclimb.workflows.breaker;

/**
 * What an operator wants of a circuit.
 *
 * @param reason why, for those who read it later
 * @param author who
 */
public record OperatorAction(CircuitId circuit, Kind kind, String reason, String author) {
    public enum Kind {
        /** Open until released. No probes, no trickle. */
        OPEN,
        /** Closed until released, whatever the detectors say. */
        CLOSE,
        /** Back to the breaker: an opened circuit probes and ramps, a closed one begins with fresh detectors. */
        RELEASE,
        /** Learn the healthy latency of the circuit's models, and the healthy scores, again. */
        RECALIBRATE
    }
}
