package io.downclimb.incident;

import io.downclimb.workflows.policy.Policy;
import java.util.List;
import java.util.Map;

/**
 * All of an incident but its histories and contents, in memory. Requests stand in the order of their arrival, all else in the order of its time.
 *
 * @param policies by hash
 */
public record Incident(
        Manifest manifest,
        Closing closing,
        Map<String, Policy> policies,
        List<IncidentRequest> requests,
        List<IncidentTransition> transitions,
        List<IncidentWindow> windows,
        List<IncidentProbe> probes,
        List<IncidentJudgement> judgements,
        List<IncidentBreaker> breakers,
        List<IncidentStatusPage> statusPages) {
    public Incident {
        policies = Map.copyOf(policies);
        requests = List.copyOf(requests);
        transitions = List.copyOf(transitions);
        windows = List.copyOf(windows);
        probes = List.copyOf(probes);
        judgements = List.copyOf(judgements);
        breakers = List.copyOf(breakers);
        statusPages = List.copyOf(statusPages);
    }
}
