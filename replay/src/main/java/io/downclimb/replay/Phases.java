package io.downclimb.replay;

import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How circuits stood when a call asked them. A refused key among others is no obstacle, so keys do not count. */
final class Phases {
    private static final List<Phase> FROM_BEST = List.of(Phase.CLOSED, Phase.RAMPING, Phase.HALF_OPEN, Phase.OPEN);

    private Phases() {}

    static Phase worst(Admission admission) {
        return admission.seen().stream()
                .filter(seen -> !(seen.circuit() instanceof CircuitId.Key))
                .map(Admission.Seen::phase)
                .max(Comparator.comparingInt(FROM_BEST::indexOf))
                .orElse(Phase.CLOSED);
    }

    /** Such as "health OPEN". */
    static String words(Admission admission) {
        return admission.seen().stream()
                .filter(seen -> seen.phase() != Phase.CLOSED)
                .map(seen -> seen.circuit().text() + " " + seen.phase())
                .collect(Collectors.joining(", "));
    }
}
