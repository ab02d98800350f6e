package io.downclimb.workflows.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.downclimb.workflows.breaker.Cusum;
import io.downclimb.workflows.breaker.RateWindow;
import java.time.Duration;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * What detectors of errors do, row by row as the literature of this breaker has it: call by call, with fixed seeds. 400 onsets each, from
 * 0.5 % errors. The rows themselves are from samples of twenty to sixty runs, so medians are met within a second or a fifth, and p95s within
 * two seconds or two fifths. False trips are counted over simulated days: the rarer, the more.
 */
class ErrorTableTest {
    private static final Onset ONSET = new Onset(Duration.ofMinutes(10), Duration.ofHours(1), 400);
    private static final long SEED = 7;

    @Test
    void twoPercentOfAMinuteTripsHundredsOfTimesADay() {
        CallTrial trial = calls(ErrorTableTest::twoPercent, 1);

        assertThat(falseTrips(trial, 0.005, 1)).isCloseTo(163, Percentage.withPercentage(30));
        assertThat(falseTrips(trial, 0.01, 1)).isCloseTo(406, Percentage.withPercentage(30));
        assertDelays(trial, 1.0, 1, 4);
        assertDelays(trial, 0.3, 4, 15);
    }

    @Test
    void halfOfTheCurrentMinuteIsSlowToSeeAThirdOfCallsFail() {
        CallTrial trial = calls(CurrentMinute::new, 1);

        assertThat(falseTrips(trial, 0.005, 20)).isCloseTo(0.5, within(0.5));
        assertThat(falseTrips(trial, 0.01, 20)).isCloseTo(0.75, within(0.5));
        assertDelays(trial, 1.0, 2, 4);
        // The rule finds a majority in about one minute of three: the p95 of so wide a distribution is within a factor
        // of two.
        Delays third = trial.delays(0.005, 0.3, ONSET, SEED);
        assertThat(third.median()).isCloseTo(65, within(15.0));
        assertThat(third.p95()).isBetween(305 / 2.0, 305 * 2.0);
    }

    @Test
    void halfOfTheLastHundredCallsMissesAThirdOfCallsFailing() {
        CallTrial trial = calls(LastHundred::new, 1);

        assertThat(falseTrips(trial, 0.005, 20)).isZero();
        assertThat(falseTrips(trial, 0.01, 20)).isZero();
        assertDelays(trial, 1.0, 48, 64);
        assertThat(trial.delays(0.005, 0.3, ONSET, SEED).missedShare()).isCloseTo(0.98, within(0.02));
    }

    @Test
    void aCusumAtOneCallASecondSeesAnOutageInSecondsWithoutFalseTrips() {
        CallTrial trial = calls(cusum(1), 1);

        assertThat(Cusum.ERRORS.limit(1)).isEqualTo(8);
        assertThat(falseTrips(trial, 0.005, 30)).isZero();
        assertThat(falseTrips(trial, 0.01, 30)).isLessThan(0.15);
        assertThat(falseTrips(trial, 0.02, 30)).isCloseTo(1.3, within(0.5));
        assertDelays(trial, 1.0, 4, 8);
        assertDelays(trial, 0.3, 16, 30);
    }

    @Test
    void aCusumAtACallEachFiveSecondsNeedsAsManyCalls() {
        CallTrial trial = calls(cusum(0.2), 0.2);

        assertThat(Cusum.ERRORS.limit(0.2)).isEqualTo(8);
        assertThat(falseTrips(trial, 0.005, 60)).isZero();
        assertThat(falseTrips(trial, 0.01, 60)).isLessThan(0.1);
        assertThat(falseTrips(trial, 0.02, 60)).isCloseTo(0.2, within(0.15));
        assertDelays(trial, 1.0, 20, 45);
        assertDelays(trial, 0.3, 82, 180);
    }

    @Test
    void aCusumAtTenCallsASecondSeesEvenATenthFail() {
        CallTrial trial = calls(cusum(10), 10);

        assertThat(Cusum.ERRORS.limit(10)).isEqualTo(10);
        assertThat(falseTrips(trial, 0.005, 3)).isZero();
        assertThat(falseTrips(trial, 0.01, 3)).isZero();
        assertThat(falseTrips(trial, 0.02, 6)).isCloseTo(2, within(1.5));
        assertDelays(trial, 1.0, 0, 1);
        assertDelays(trial, 0.3, 2, 4);
        assertDelays(trial, 0.1, 8, 24);
    }

    /** Nodes report within a second of a bad call: that costs a second or two and no false trips. */
    @Test
    void batchesOfNodesChangeLittle() {
        for (double perSecond : new double[] {0.2, 1, 10}) {
            CallTrial each = calls(cusum(perSecond), perSecond);
            CallTrial batches = new CallTrial(cusum(perSecond), perSecond, Reporting.BATCHES);

            for (double sick : new double[] {1, 0.3}) {
                Delays expected = each.delays(0.005, sick, ONSET, SEED);
                Delays found = batches.delays(0.005, sick, ONSET, SEED);
                assertThat(found.median()).isCloseTo(expected.median(), near(expected.median(), 0.2, 2));
                assertThat(found.p95()).isCloseTo(expected.p95(), near(expected.p95(), 0.2, 2));
            }
            assertThat(batches.falseTrips(0.01, 10, 100, SEED).perDay()).isLessThan(0.2);
        }
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        CallTrial trial = calls(cusum(1), 1);

        assertThat(trial.delays(0.005, 0.3, ONSET, 1)).isEqualTo(trial.delays(0.005, 0.3, ONSET, 1));
        assertThat(trial.delays(0.005, 0.3, ONSET, 1)).isNotEqualTo(trial.delays(0.005, 0.3, ONSET, 2));
        assertThat(trial.falseTrips(0.03, 2, 100, 1)).isEqualTo(trial.falseTrips(0.03, 2, 100, 1));
    }

    @Test
    void enoughFalseTripsEndTheSimulationEarly() {
        FalseTrips few = calls(ErrorTableTest::twoPercent, 1).falseTrips(0.01, 1, 50, SEED);

        assertThat(few.trips()).isEqualTo(50);
        assertThat(few.days()).isLessThan(0.25);
        assertThat(few.perDay()).isCloseTo(406, Percentage.withPercentage(40));
    }

    private static CallWatch twoPercent() {
        return CallWatch.of(RateWindow.of(0.02, Duration.ofMinutes(1), 0), 1);
    }

    private static Supplier<CallWatch> cusum(double perSecond) {
        return () -> CallWatch.of(Cusum.ERRORS, perSecond);
    }

    private static CallTrial calls(Supplier<CallWatch> watch, double perSecond) {
        return new CallTrial(watch, perSecond, Reporting.EACH);
    }

    private static double falseTrips(CallTrial trial, double share, double days) {
        return trial.falseTrips(share, days, Integer.MAX_VALUE, SEED).perDay();
    }

    private static void assertDelays(CallTrial trial, double sick, double median, double p95) {
        Delays delays = trial.delays(0.005, sick, ONSET, SEED);
        assertThat(delays.missed()).isZero();
        assertThat(delays.median()).isCloseTo(median, near(median, 0.2, 1.3));
        assertThat(delays.p95()).isCloseTo(p95, near(p95, 0.4, 2));
    }

    private static Offset<Double> near(double value, double share, double least) {
        return within(Math.max(least, share * value));
    }
}
