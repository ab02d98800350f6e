package io.downclimb.replay;

import io.downclimb.incident.Closing;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.incident.Manifest;
import io.downclimb.incident.Selection;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An incident made by hand: requests a second apart from {@link #BEGIN} on, each due within 10 s. */
final class Incidents {
    static final long BEGIN = 1_800_000_000_000L;

    private final List<IncidentRequest> requests = new ArrayList<>();
    private final List<IncidentTransition> transitions = new ArrayList<>();
    private long exportedAt = BEGIN + 3_600_000;

    Incidents answered(String tier, long afterMs, IncidentAttempt... attempts) {
        return request("answered", tier, afterMs, attempts);
    }

    Incidents failed(long afterMs) {
        return request("failed", null, afterMs);
    }

    Incidents cancelled() {
        return request("cancelled", null, 100L);
    }

    Incidents open() {
        return request(null, null, null);
    }

    Incidents exportedAfter(long ms) {
        exportedAt = BEGIN + ms;
        return this;
    }

    Incidents turned(String provider, long afterMs, Phase from, Phase to) {
        transitions.add(new IncidentTransition(
                provider,
                "health",
                1,
                BEGIN + afterMs,
                from,
                to,
                to == Phase.CLOSED ? null : "ERRORS",
                "cusum",
                Map.of()));
        return this;
    }

    private Incidents request(String outcome, String tier, Long afterMs, IncidentAttempt... attempts) {
        int number = requests.size();
        long received = BEGIN + number * 1_000L;
        requests.add(new IncidentRequest(
                "r" + number,
                "default",
                "support",
                "hash",
                "request/default/r" + number,
                received,
                received + 10_000,
                1,
                false,
                afterMs == null ? null : Long.valueOf(received + afterMs),
                outcome,
                tier,
                null,
                null,
                false,
                null,
                null,
                List.of(),
                List.of(),
                null,
                List.of(attempts)));
        return this;
    }

    /** A call that failed, and that the breaker of its provider let through in this phase. */
    static IncidentAttempt failure(String provider, long endedAfterMs, ErrorClass errorClass, Phase phase) {
        return attempt(provider, endedAfterMs, new Outcome.Failed(errorClass, 529, null, "overloaded"), phase);
    }

    static IncidentAttempt answer(String provider, long endedAfterMs, Phase phase) {
        return attempt(provider, endedAfterMs, new Outcome.Whole("stop", Usage.UNKNOWN, "hash"), phase);
    }

    private static IncidentAttempt attempt(String provider, long endedAfterMs, Outcome outcome, Phase phase) {
        Admission admission = new Admission(
                0,
                true,
                null,
                List.of(new Admission.Seen(new CircuitId.Health(null), phase, null, 1)),
                phase == Phase.OPEN);
        return new IncidentAttempt(
                1,
                0,
                "primary",
                provider,
                "a-model",
                1,
                BEGIN + endedAfterMs - 100,
                BEGIN + endedAfterMs,
                new AttemptResult(1, 0, outcome, null, 100, 100, 1, admission, 0),
                null,
                null,
                null,
                null);
    }

    Incident incident() {
        return new Incident(
                new Manifest(
                        Manifest.FORMAT,
                        "test",
                        exportedAt,
                        new Selection(BEGIN, exportedAt, null, null, List.of()),
                        false),
                new Closing(Map.of(), Map.of(), List.of(), 0, List.of()),
                Map.of(),
                requests,
                transitions,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
