package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.incident.Incident;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.BreakerSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The service's own delays, as an incident shows them. */
class MeasuredTimingTest {
    @Test
    void startStepCommitAndEndAreMeasured() {
        Timing timing = MeasuredTiming.of(Calls.incident(List.of(
                Calls.answered(
                        "a",
                        Calls.T,
                        9_790,
                        "secondary",
                        Calls.attempt(Calls.T + 33, Calls.failed(ErrorClass.SILENT), null, 8_000),
                        Calls.attempt(2, 1, "secondary", "beta", Calls.T + 8_050, Calls.WHOLE, 800L, 1_730)),
                Calls.answered(
                        "b",
                        Calls.T,
                        8_100,
                        "canned",
                        Calls.attempt(Calls.T + 33, Calls.failed(ErrorClass.SILENT), null, 8_000)))));

        assertThat(timing.start().median()).isEqualTo(33);
        assertThat(timing.step().median()).isEqualTo(17);
        assertThat(timing.commit().median()).isEqualTo(10);
        assertThat(timing.end().median()).isEqualTo(67 - 17);
        assertThat(timing.report().median()).isEqualTo(Timing.USUAL.report().median());
    }

    @Test
    void aRetryThatWaitedInVainIsNoStep() {
        Timing timing = MeasuredTiming.of(Calls.incident(List.of(Calls.request(
                "a",
                Calls.T,
                5_000,
                "answered",
                "secondary",
                List.of("primary: the retries of provider alpha are spent for now"),
                Calls.attempt(Calls.T, Calls.failed(ErrorClass.OVERLOADED), null, 100),
                Calls.attempt(2, 1, "secondary", "beta", Calls.T + 900, Calls.WHOLE, 800L, 1_730)))));

        assertThat(timing.step().median()).isEqualTo(Timing.USUAL.step().median());
    }

    @Test
    void whatTheSimulationTookIsMeasuredInItsRecord() {
        Script script = new Script(Made.BROKEN, Made.WELL, Script.Trouble.OVERLOADED);
        Incident incident = Made.recorded(script, Made.policy(Duration.ofSeconds(8), 1), BreakerSettings.DEFAULT, 3);

        Timing timing = MeasuredTiming.of(incident);

        assertThat(timing.start().median()).isEqualTo(Timing.USUAL.start().median());
        assertThat(timing.step().median()).isEqualTo(Timing.USUAL.step().median());
        assertThat(timing.report().median()).isBetween(Timing.USUAL.report().median(), 1_000L);
        assertThat(timing.view().median()).isBetween(0L, 1_000L);
    }
}
