package io.downclimb.incident.whatif;

import io.downclimb.incident.Closing;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentProbe;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.incident.Manifest;
import io.downclimb.incident.Selection;
import io.downclimb.workflows.policy.Policy;
import java.util.List;
import java.util.Map;

/**
 * What happened in a run.
 *
 * @param requests in the order of their arrival
 * @param grounds what the calls' replies were known from
 */
public record Trace(
        List<IncidentRequest> requests,
        List<IncidentTransition> transitions,
        List<IncidentProbe> probes,
        List<IncidentBreaker> breakers,
        Grounds grounds) {
    public Trace {
        requests = List.copyOf(requests);
        transitions = List.copyOf(transitions);
        probes = List.copyOf(probes);
        breakers = List.copyOf(breakers);
    }

    /**
     * The run as an incident, as if it had been exported: without histories, windows and judgements.
     *
     * @param policies by hash
     * @param from in ms since 1970
     * @param until in ms since 1970
     */
    public Incident asIncident(Map<String, Policy> policies, long from, long until) {
        Selection selection = new Selection(from, until, null, null, List.of());
        return new Incident(
                new Manifest(Manifest.FORMAT, "simulated", until, selection, false),
                new Closing(Map.of(), Map.of(), List.of(), 0, List.of()),
                policies,
                requests,
                transitions,
                List.of(),
                probes,
                List.of(),
                breakers,
                List.of());
    }
}
