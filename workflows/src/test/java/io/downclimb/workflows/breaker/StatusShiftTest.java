package io.downclimb.workflows.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.StatusShift;
import io.downclimb.workflows.status.StatusLevel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which share of the requests goes on to a provider whose status page tells of an outage? */
class StatusShiftTest {
    private static final int REQUESTS = 2_000;
    private static final Duration BUDGET = Duration.ofSeconds(2);
    private static final Rung.Model RUNG =
            new Rung.Model("primary", "p", "m", BUDGET, null, BUDGET, 0, null, List.of(), null, null, null, 100, null);

    @ParameterizedTest
    @CsvSource({"PARTIAL_OUTAGE, 0.75", "MAJOR_OUTAGE, 0.05"})
    void whileThePageTellsOfAnOutageThePolicysShareGoesOn(StatusLevel level, double share) {
        assertShare(passing(StatusShift.DEFAULT, Phase.OPEN, 0, level, level), share);
    }

    @ParameterizedTest
    @CsvSource({
        "MAJOR_OUTAGE, 0.1, 0.1",
        "MAJOR_OUTAGE, 0.5, 0.5",
        "PARTIAL_OUTAGE, 0.1, 0.75",
        "PARTIAL_OUTAGE, 1.0, 1.0"
    })
    void onTheWayBackTheRampsShareGoesOnAndNeverLessThanBefore(StatusLevel was, double step, double share) {
        assertShare(passing(StatusShift.DEFAULT, Phase.RAMPING, step, was, StatusLevel.OPERATIONAL), share);
    }

    @Test
    void aRouteThatDoesNotShiftGoesOnInAnyOutage() {
        StatusLevel level = StatusLevel.MAJOR_OUTAGE;
        assertThat(passing(StatusShift.NONE, Phase.OPEN, 0, level, level)).isEqualTo(REQUESTS);
        assertThat(passing(null, Phase.OPEN, 0, level, level)).isEqualTo(REQUESTS);
        assertThat(passing(StatusShift.NONE, Phase.RAMPING, 0.1, level, StatusLevel.OPERATIONAL))
                .isEqualTo(REQUESTS);
    }

    private static void assertShare(long passing, double share) {
        assertThat((double) passing / REQUESTS).isBetween(share - 0.03, share + 0.03);
    }

    /** How many requests go on, with a health circuit that the page has opened. */
    private static long passing(
            @Nullable StatusShift shift, Phase phase, double share, StatusLevel was, StatusLevel is) {
        BreakerView view = new BreakerView(
                "p",
                BreakerSettings.Scope.PER_PROVIDER,
                1,
                0,
                List.of(new BreakerView.CircuitView(
                        new CircuitId.Health(null),
                        phase,
                        Reason.STATUS,
                        1,
                        0,
                        share,
                        false,
                        1,
                        null,
                        Map.of(),
                        was.name())),
                Map.of(),
                is,
                0.2,
                3);
        Admissions admissions = new Admissions(new Admissions.World() {
            @Override
            public BreakerView view(String provider) {
                return view;
            }

            @Override
            public List<CircuitId.Key> keys(String provider) {
                return List.of();
            }
        });
        Policy policy = new Policy("r", Duration.ofSeconds(5), Duration.ofMillis(250), List.of(RUNG), shift, null);
        return IntStream.range(0, REQUESTS)
                .mapToObj(number -> admissions.of(policy, 0, "request-" + number))
                .filter(admission -> admission.allowed() && !admission.trickle())
                .count();
    }
}
