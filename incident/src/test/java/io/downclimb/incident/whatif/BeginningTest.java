package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.Breaker;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import io.downclimb.workflows.status.StatusNews;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How breakers stood when an incident began, and what they were told from outside. */
class BeginningTest {
    private static final CircuitId HEALTH = new CircuitId.Health(null);

    private static IncidentBreaker breaker(Map<String, Baseline> baselines) {
        return new IncidentBreaker(
                "alpha",
                BreakerSettings.DEFAULT,
                new BreakerState(
                        "alpha",
                        9,
                        BreakerSettings.DEFAULT,
                        List.of(),
                        Map.of(),
                        baselines,
                        StatusNews.UNKNOWN,
                        Map.of(),
                        0));
    }

    private static IncidentTransition transition(Phase from, Phase to, String cause) {
        return new IncidentTransition("alpha", "health", 4, Calls.T + 7_000, from, to, "ERRORS", cause, Map.of());
    }

    private static List<IncidentRequest> answers(int number) {
        List<IncidentRequest> requests = new ArrayList<>();
        for (int count = 0; count < number; count++) {
            long at = Calls.T + count * 100L;
            requests.add(
                    Calls.answered("r" + count, at, 1_600, "primary", Calls.attempt(at, Calls.WHOLE, 700L, 1_500)));
        }
        return requests;
    }

    private static BreakerState state(Incident incident) {
        return Beginning.of(incident, Map.of(), Calls.T).get("alpha");
    }

    @Test
    void aCircuitIsWhereItsFirstTransitionLeftFrom() {
        Incident incident = Calls.incident(
                answers(1),
                List.of(transition(Phase.OPEN, Phase.HALF_OPEN, "probe due")),
                List.of(),
                List.of(breaker(Map.of())));

        BreakerView.CircuitView health =
                Breaker.of(state(incident)).view(Calls.T).circuit(HEALTH).orElseThrow();

        assertThat(health.phase()).isEqualTo(Phase.OPEN);
        assertThat(health.reason()).isEqualTo(Reason.ERRORS);
        assertThat(health.until()).isEqualTo(Calls.T + 7_000);
    }

    @Test
    void aCircuitThatTrippedInTheIncidentBeginsClosed() {
        Incident incident = Calls.incident(
                answers(1),
                List.of(transition(Phase.CLOSED, Phase.OPEN, "errors")),
                List.of(),
                List.of(breaker(Map.of())));

        assertThat(state(incident).circuits()).isEmpty();
    }

    @Test
    void aBaselineFromBeforeIsKeptAndOneFromTheIncidentIsLearnedAgain() {
        Baseline before = new Baseline(900, 3_000, 200, Calls.T - 1);
        Baseline during = new Baseline(900, 3_000, 200, Calls.T + 60_000);

        BreakerState known =
                state(Calls.incident(answers(50), List.of(), List.of(), List.of(breaker(Map.of("m", before)))));
        BreakerState learning =
                state(Calls.incident(answers(50), List.of(), List.of(), List.of(breaker(Map.of("m", during)))));

        assertThat(known.baselines()).containsEntry("m", before);
        assertThat(learning.baselines()).isEmpty();
        assertThat(learning.learning().get("m"))
                .isNotNull()
                .satisfies(times -> assertThat(times.count()).isEqualTo(Baseline.SAMPLES - 50));
    }

    @Test
    void operatorsSayAgainWhatTheySaid() {
        Incident incident = Calls.incident(
                answers(60),
                List.of(
                        new IncidentTransition(
                                "alpha",
                                "health",
                                1,
                                Calls.T + 1_000,
                                Phase.CLOSED,
                                Phase.OPEN,
                                "OPERATOR",
                                "operator",
                                Map.of()),
                        new IncidentTransition(
                                "alpha",
                                "health",
                                2,
                                Calls.T + 3_000,
                                Phase.OPEN,
                                Phase.OPEN,
                                "OPERATOR",
                                "released",
                                Map.of())),
                List.of(),
                List.of(breaker(Map.of())));

        Trace again = WhatIf.of(incident)
                .assuming(Assumption.parse("beta=like:alpha"))
                .simulation()
                .run(1);

        assertThat(again.transitions().getFirst().at()).isEqualTo(Calls.T + 1_000);
        assertThat(again.transitions().getFirst().cause()).isEqualTo("operator");
        assertThat(again.requests())
                .filteredOn(request -> request.receivedAt() > Calls.T + 1_100)
                .filteredOn(request -> request.receivedAt() < Calls.T + 2_900)
                .extracting(IncidentRequest::provider)
                .containsOnly("beta");
    }

    @Test
    void aPageThatOpenedACircuitDoesSoAgain() {
        Incident incident = Calls.incident(
                answers(60),
                List.of(
                        new IncidentTransition(
                                "alpha",
                                "health",
                                1,
                                Calls.T + 1_000,
                                Phase.CLOSED,
                                Phase.OPEN,
                                "STATUS",
                                "status",
                                Map.of()),
                        new IncidentTransition(
                                "alpha",
                                "health",
                                2,
                                Calls.T + 4_000,
                                Phase.OPEN,
                                Phase.RAMPING,
                                "STATUS",
                                "status well",
                                Map.of())),
                List.of(),
                List.of(breaker(Map.of())));

        Trace again = WhatIf.of(incident).simulation().run(1);

        assertThat(again.transitions())
                .extracting(IncidentTransition::at, IncidentTransition::cause)
                .startsWith(tuple(Calls.T + 1_000, "status"), tuple(Calls.T + 4_000, "status well"));
    }
}
