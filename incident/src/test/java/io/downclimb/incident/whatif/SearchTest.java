package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.RateWindow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The search for settings that would have done better. */
class SearchTest {
    private static final Script SILENCE = new Script(Made.BROKEN, Made.WELL, Script.Trouble.SILENT);

    @Test
    void itFindsThatSilenceWasWaitedForTooLong() {
        Incident incident = Made.recorded(
                SILENCE,
                Made.policy(Duration.ofSeconds(8), 2),
                Made.watching(RateWindow.of(0.5, Duration.ofMinutes(1), 20)),
                1_000);

        Proposal proposal = Search.of(WhatIf.of(incident).seeds(4))
                .over(List.of(new Knob.Budget("support", 0)))
                .run();

        assertThat(proposal.isBetter()).as(proposal.text()).isTrue();
        assertThat(proposal.changes()).singleElement().asString().startsWith("routes.support.ladder[0].budget: ");
        assertThat(proposal.plan().model("support", 0).budget()).isLessThan(Duration.ofSeconds(5));
        assertThat(proposal.text()).contains("routes.support.ladder[0].budget: ", "simulated as changed");
    }

    @Test
    void whereNothingIsBetterItSaysSo() {
        Script well = new Script(Made.FROM, Made.FROM, Script.Trouble.SILENT);
        Incident incident = Made.recorded(well, Made.policy(Duration.ofSeconds(8), 2), BreakerSettings.DEFAULT, 1_000);

        Proposal proposal = Search.of(WhatIf.of(incident)
                        .assuming(Assumption.parse("beta=like:alpha"))
                        .seeds(4))
                .over(List.of(new Knob.Retries("support", 0), new Knob.Errors("alpha")))
                .run();

        assertThat(proposal.isBetter()).isFalse();
        assertThat(proposal.tried()).isGreaterThan(5);
        assertThat(proposal.text()).contains("none is better than the present settings beyond the noise");
    }

    @Test
    void aCannedTextIsNoWayToBeQuick() {
        Figures byModel = figures(List.of(
                Calls.answered("a", Calls.T, 9_000, "primary", Calls.attempt(Calls.T, Calls.WHOLE, 8_000L, 9_000))));
        Figures canned = figures(List.of(Calls.answered("a", Calls.T, 500, "canned")));

        assertThat(Objective.isBetter(runs(byModel), runs(canned))).isTrue();
        assertThat(Objective.isBetter(runs(canned), runs(byModel))).isFalse();
        assertThat(Objective.isBetter(runs(canned), runs(canned))).isFalse();
    }

    private static Figures figures(List<IncidentRequest> requests) {
        return Figures.of(requests, List.of());
    }

    private static Runs runs(Figures figures) {
        return new Runs(List.of(figures, figures), new Grounds.Counter().done());
    }

    @Test
    void budgetsThatAConfigurationWouldRefuseAreNotTried() {
        Incident incident = Calls.incident(List.of(
                Calls.answered("a", Calls.T, 1_600, "primary", Calls.attempt(Calls.T, Calls.WHOLE, 700L, 1_500))));
        Plan plan = Plan.of(incident);

        // 20 s of deadline, 6 s of them the second rung's and 0.25 s the reserve: 16 s would not fit.
        assertThat(new Knob.Budget("support", 0).choices(plan))
                .extracting(Knob.Choice::value)
                .containsExactly("2s", "3s", "4s", "6s", "12s");
        assertThatThrownBy(() -> new Knob.Budget("support", 2).choices(plan))
                .hasMessageContaining("routes.support.ladder[2] is no rung that calls a model");
    }
}
