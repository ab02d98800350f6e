package io.downclimb.workflows.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.breaker.ScoreMean;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What detectors of low scores do, row by row. Healthy scores have mean 0.85 and standard deviation 0.21, garbage has mean 0.165; a lower
 * mean, healthy or not, is a mixture of both. 150 onsets each after an hour of health; the rows are from samples of some tens of runs, so
 * medians are met within a third or three seconds, and p95s within a half or six seconds; false trips a day within a factor of two and a half.
 */
class QualityTableTest {
    private static final Scores HEALTHY = Rubric.of(0.85, 0.21);
    private static final Onset ONSET = new Onset(Duration.ofHours(1), Duration.ofHours(3), 150);
    private static final double BAR = 0.70;
    private static final long SEED = 7;

    @Test
    void theModelOfScoresHasItsMeans() {
        assertThat(HEALTHY.mean()).isCloseTo(0.85, within(0.001));
        assertThat(Rubric.of(0.85, 0.21).deviation()).isCloseTo(0.21, within(0.001));
        assertThat(Rubric.garbage().mean()).isCloseTo(0.165, within(0.001));
        assertThat(downTo(0.64).mean()).isCloseTo(0.64, within(0.001));
    }

    @Test
    void theSumOfScoresAtOneAnswerASecond() {
        ScoreTrial trial = sums(1);

        assertThat(falseTrips(trial, 0.85, 60)).isZero();
        assertThat(falseTrips(trial, 0.82, 60)).isBetween(0.45 / 2.5, 0.45 * 2.5);
        assertThat(falseTrips(trial, 0.80, 60)).isBetween(4.6 / 2.5, 4.6 * 2.5);
        assertDelays(trial, 0.64, 229, 770);
        assertDelays(trial, 0.51, 87, 220);
        assertDelays(trial, 0.17, 35, 124);
    }

    @Test
    void theSumOfScoresAtTenAnswersASecond() {
        ScoreTrial trial = sums(10);

        assertThat(falseTrips(trial, 0.85, 20)).isZero();
        assertThat(falseTrips(trial, 0.82, 60)).isBetween(0.33 / 2.5, 0.33 * 2.5);
        assertThat(falseTrips(trial, 0.80, 60)).isBetween(7 / 2.5, 7 * 2.5);
        assertDelays(trial, 0.64, 34, 103);
        assertDelays(trial, 0.51, 17, 29);
        assertDelays(trial, 0.17, 8, 15);
    }

    @Test
    void anHoursMeanTakesHalfAnHourAndMostlyMissesASmallDrop() {
        ScoreTrial trial =
                trial(() -> ScoreWatch.of(ScoreMean.fresh(BAR, Duration.ofHours(1), 13), 1), 1, Reporting.EACH);

        assertThat(trial.delays(HEALTHY, downTo(0.51), ONSET, SEED).median()).isCloseTo(27 * 60, within(180.0));
        assertThat(trial.delays(HEALTHY, downTo(0.64), ONSET, SEED).median()).isCloseTo(45 * 60, within(300.0));
        // The bar is one standard error of 180 scores below: in some hours chance alone leads the mean there.
        Onset withinAnHour = new Onset(Duration.ofHours(1), Duration.ofHours(1), 150);
        assertThat(trial.delays(HEALTHY, downTo(0.72), withinAnHour, SEED).missedShare())
                .isGreaterThan(0.7);
    }

    @Test
    void raisedSamplingCostsHalfAPercentMoreJudgingInHealthAndSavesMinutes() {
        Supplier<ScoreWatch> sum = () -> ScoreWatch.of(QualityWatch.DEFAULT.detector(BAR), 1);
        ScoreTrial fixed = new ScoreTrial(sum, 1, new Sampling(0.05, 0.05), Reporting.EACH);

        double adaptive = sums(1).delays(HEALTHY, downTo(0.51), ONSET, SEED).median();
        assertThat(fixed.delays(HEALTHY, downTo(0.51), ONSET, SEED).median()).isGreaterThan(2 * adaptive);
    }

    @Test
    void batchesOfNodesChangeLittle() {
        for (double perSecond : new double[] {1, 10}) {
            ScoreTrial batches = trial(
                    () -> ScoreWatch.of(QualityWatch.DEFAULT.detector(BAR), perSecond), perSecond, Reporting.BATCHES);
            for (double mean : new double[] {0.64, 0.17}) {
                Delays expected = sums(perSecond).delays(HEALTHY, downTo(mean), ONSET, SEED);
                Delays found = batches.delays(HEALTHY, downTo(mean), ONSET, SEED);
                assertThat(found.median()).isCloseTo(expected.median(), within(Math.max(10, 0.3 * expected.median())));
            }
            assertThat(batches.falseTrips(HEALTHY, 10, 100, SEED).trips()).isZero();
        }
    }

    private static ScoreTrial sums(double perSecond) {
        return trial(() -> ScoreWatch.of(QualityWatch.DEFAULT.detector(BAR), perSecond), perSecond, Reporting.EACH);
    }

    private static ScoreTrial trial(Supplier<ScoreWatch> watch, double perSecond, Reporting reporting) {
        return new ScoreTrial(watch, perSecond, Sampling.DEFAULT, reporting);
    }

    private static Scores.Mixed downTo(double mean) {
        return Scores.Mixed.downTo(mean, HEALTHY, Rubric.garbage());
    }

    private static double falseTrips(ScoreTrial trial, double healthyMean, double days) {
        return trial.falseTrips(downTo(healthyMean), days, Integer.MAX_VALUE, SEED)
                .perDay();
    }

    private static void assertDelays(ScoreTrial trial, double mean, double median, double p95) {
        Delays delays = trial.delays(HEALTHY, downTo(mean), ONSET, SEED);
        assertThat(delays.missed()).isZero();
        assertThat(delays.median()).isCloseTo(median, within(Math.max(3, median / 3)));
        assertThat(delays.p95()).isCloseTo(p95, within(Math.max(6, p95 / 2)));
    }
}
