package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.incident.Incident;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.RateWindow;
import io.downclimb.workflows.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model against a truth that is known: an incident made by a script, recorded, and asked what another policy would have done. */
class ClosedLoopTest {
    private static final Offset<Double> TWO_POINTS = Offset.offset(0.02);
    private static final Policy POLICY = Made.policy(Duration.ofSeconds(8), 2);
    private static final BreakerSettings SLOW_TO_NOTICE = Made.watching(RateWindow.of(0.5, Duration.ofMinutes(1), 20));

    private static Script script(Script.Trouble trouble) {
        return new Script(Made.BROKEN, Made.WELL, trouble);
    }

    @ParameterizedTest
    @EnumSource
    void theUnchangedPolicyReproducesWhatWasRecorded(Script.Trouble trouble) {
        Incident incident = Made.recorded(script(trouble), POLICY, BreakerSettings.DEFAULT, 1_000);

        Comparison comparison = WhatIf.of(incident).unchanged().seeds(10).run();

        Figures recorded = comparison.recorded();
        Runs simulated = comparison.unchanged();
        assertThat(recorded.requests()).isEqualTo(Made.REQUESTS);
        assertThat(recorded.trips()).isNotEmpty();
        for (String tier : recorded.tiers().keySet()) {
            assertThat(simulated.median(figures -> figures.tierShare(tier)))
                    .as(tier)
                    .isCloseTo(recorded.tierShare(tier), TWO_POINTS);
        }
        long trip = recorded.trips().getFirst().at();
        assertThat(simulated.figures())
                .allSatisfy(figures -> assertThat(figures.trips()).isNotEmpty());
        assertThat(simulated.median(
                        figures -> (double) (figures.trips().getFirst().at() - trip)))
                .isCloseTo(0, Offset.offset(1_000.0));
        assertThat(simulated.median(figures -> (double) figures.answerMs(0.95)))
                .isCloseTo((double) recorded.answerMs(0.95), Offset.offset(500.0));
        assertThat(comparison.changed()).isNull();
    }

    @Test
    void aSmallerBudgetShowsTheGainThatItTrulyBrings() {
        Script script = script(Script.Trouble.SILENT);
        Incident incident = Made.recorded(script, POLICY, SLOW_TO_NOTICE, 1_000);
        Policy better = Made.policy(Duration.ofSeconds(3), 2);

        Runs foreseen = changed(WhatIf.of(incident).with(better).seeds(10).run());
        Runs truth = truth(script, better, SLOW_TO_NOTICE);
        Figures before = WhatIf.of(incident).recorded();

        double p95 = foreseen.median(figures -> (double) figures.answerMs(0.95));
        assertThat(before.answerMs(0.95)).isGreaterThan(8_000);
        assertThat(p95).isLessThan(6_000);
        assertThat(p95).isCloseTo(truth.median(figures -> (double) figures.answerMs(0.95)), Offset.offset(500.0));
        assertSameTiers(foreseen, truth);
    }

    /** Where three calls of ten succeed, what a single record holds of the few probes is luck: several records are asked. */
    @Test
    void aQuickerDetectorShowsTheGainThatItTrulyBrings() {
        Script script = script(Script.Trouble.OVERLOADED);
        List<Incident> incidents = LongStream.range(1_000, 1_020)
                .mapToObj(seed -> Made.recorded(script, POLICY, SLOW_TO_NOTICE, seed))
                .toList();

        Runs foreseen = new Runs(
                incidents.stream()
                        .map(incident -> changed(WhatIf.of(incident)
                                .withBreaker("alpha", BreakerSettings.DEFAULT)
                                .seeds(3)
                                .run()))
                        .flatMap(runs -> runs.figures().stream())
                        .toList(),
                new Grounds.Counter().done());
        Runs truth = truth(script, POLICY, BreakerSettings.DEFAULT);
        Figures before = WhatIf.of(incidents.getFirst()).recorded();

        double failed = foreseen.median(figures -> (double) figures.failedCalls());
        double trulyFailed = truth.median(figures -> (double) figures.failedCalls());
        assertThat(failed).isLessThan(before.failedCalls() * 0.75);
        assertThat(failed).isCloseTo(trulyFailed, Offset.offset(0.25 * before.failedCalls()));
        assertThat(foreseen.median(ClosedLoopTest::firstTrip))
                .isCloseTo(truth.median(ClosedLoopTest::firstTrip), Offset.offset(1_500.0));
        assertSameTiers(foreseen, truth);
    }

    private static double firstTrip(Figures figures) {
        return figures.trips().getFirst().at() - Made.FROM;
    }

    private static void assertSameTiers(Runs foreseen, Runs truth) {
        for (String tier : truth.figures().getFirst().tiers().keySet()) {
            assertThat(foreseen.median(figures -> figures.tierShare(tier)))
                    .as(tier)
                    .isCloseTo(truth.median(figures -> figures.tierShare(tier)), TWO_POINTS);
        }
    }

    private static Runs truth(Script script, Policy policy, BreakerSettings alpha) {
        return new Runs(
                LongStream.range(2_000, 2_010)
                        .mapToObj(seed -> Made.truth(script, policy, alpha, seed))
                        .map(trace -> Figures.of(trace.requests(), trace.transitions()))
                        .toList(),
                new Grounds.Counter().done());
    }

    private static Runs changed(Comparison comparison) {
        Runs changed = comparison.changed();
        assertThat(changed).isNotNull();
        return Objects.requireNonNull(changed);
    }
}
