package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.breaker.CircuitId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many keys each provider had: as many as were ever said to be accepted at once, and at least those that were refused. */
final class Keys {
    private Keys() {}

    static Map<String, List<CircuitId.Key>> of(Incident incident) {
        Map<String, Integer> most = new HashMap<>();
        for (IncidentRequest request : incident.requests()) {
            for (IncidentAttempt attempt : request.attempts()) {
                AttemptResult result = attempt.result();
                most.merge(attempt.provider(), result == null ? 1 : Math.max(1, result.otherKeys()), Math::max);
            }
        }
        Map<String, Set<CircuitId.Key>> refused = new HashMap<>();
        for (IncidentTransition transition : incident.transitions()) {
            if (CircuitId.parse(transition.circuit()) instanceof CircuitId.Key key) {
                refused.computeIfAbsent(transition.provider(), _ -> new LinkedHashSet<>())
                        .add(key);
                most.putIfAbsent(transition.provider(), 1);
            }
        }
        Map<String, List<CircuitId.Key>> keys = new HashMap<>();
        most.forEach((provider, number) -> {
            List<CircuitId.Key> all = new ArrayList<>(refused.getOrDefault(provider, Set.of()));
            for (int further = all.size(); further < number; further++) {
                all.add(new CircuitId.Key("further-" + further));
            }
            keys.put(provider, List.copyOf(all));
        });
        return keys;
    }
}
