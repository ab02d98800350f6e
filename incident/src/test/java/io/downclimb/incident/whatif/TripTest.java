package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.breaker.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When circuits opened, how late, and for how long. */
class TripTest {
    private static IncidentTransition transition(long generation, long at, Phase from, Phase to, String cause) {
        return new IncidentTransition(
                "alpha", "health", generation, at, from, to, to == Phase.CLOSED ? null : "ERRORS", cause, Map.of());
    }

    @Test
    void theDelayRunsFromTheFirstOfTheFailuresThatLedToIt() {
        List<IncidentTransition> transitions = List.of(transition(1, 50_000, Phase.CLOSED, Phase.OPEN, "errors"));

        assertThat(Trip.of(transitions, Map.of("alpha", List.of(1_000L, 38_000L, 45_000L, 49_000L, 60_000L))))
                .containsExactly(new Trip("alpha", "health", 50_000, 12_000L, null));
        assertThat(Trip.of(transitions, Map.of())).extracting(Trip::afterMs).containsOnlyNulls();
    }

    @Test
    void itIsBackWhenItIsClosedAgainUnlessItOpensAnewOnTheWay() {
        List<IncidentTransition> transitions = List.of(
                transition(1, 50_000, Phase.CLOSED, Phase.OPEN, "errors"),
                transition(2, 55_000, Phase.OPEN, Phase.HALF_OPEN, "probe due"),
                transition(3, 55_200, Phase.HALF_OPEN, Phase.RAMPING, "probe good"),
                transition(4, 56_000, Phase.RAMPING, Phase.OPEN, "errors"),
                transition(5, 61_000, Phase.OPEN, Phase.HALF_OPEN, "probe due"),
                transition(6, 61_200, Phase.HALF_OPEN, Phase.RAMPING, "probe good"),
                transition(7, 76_000, Phase.RAMPING, Phase.CLOSED, "recovered"));

        assertThat(Trip.of(transitions, Map.of()))
                .extracting(Trip::at, Trip::backAfterMs)
                .containsExactly(tuple(50_000L, null), tuple(56_000L, 20_000L));
    }
}
