package io.downclimb.incident.whatif;

import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of one node's providers: a call takes the first that is not latched, nor was refused a moment ago. */
final class VirtualKeys {
    /** How long a key that was refused is passed over before the breaker has said so, in ms. */
    private static final long MOMENT_MS = 5_000;

    private final Map<CircuitId.Key, Long> refused = new HashMap<>();

    /** The key that a call takes was refused. */
    CircuitId.Key refused(List<CircuitId.Key> keys, BreakerView view, long now) {
        CircuitId.Key key = keys.stream()
                .filter(one -> isAccepted(one, view, now))
                .findFirst()
                .orElse(keys.getFirst());
        refused.put(key, now + MOMENT_MS);
        return key;
    }

    /** How many are not known to be refused. */
    int accepted(List<CircuitId.Key> keys, BreakerView view, long now) {
        return (int) keys.stream().filter(key -> isAccepted(key, view, now)).count();
    }

    private boolean isAccepted(CircuitId.Key key, BreakerView view, long now) {
        return refused.getOrDefault(key, Long.MIN_VALUE) <= now
                && view.circuit(key).map(known -> known.phase() == Phase.CLOSED).orElse(true);
    }
}
