package io.downclimb.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void ofEqualValuesTheIntervalIsAPoint() {
        assertThat(of(List.of(1.5, 1.5, 1.5))).isEqualTo(new Interval(1.5, 1.5, 1.5, 3));
    }

    @Test
    void theIntervalHoldsTheMedianAndNothingBeyondTheValues() {
        Interval interval = of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0));

        assertThat(interval.middle()).isEqualTo(5);
        assertThat(interval.low()).isBetween(1.0, 4.0);
        assertThat(interval.high()).isBetween(6.0, 9.0);
    }

    @Test
    void theMedianOfAnEvenNumberLiesInTheMiddle() {
        assertThat(of(List.of(4.0, 1.0, 3.0, 2.0)).middle()).isEqualTo(2.5);
    }

    /** The exact 95 % interval of 41 values by order statistics (binomial) reaches from the 14th to the 28th. */
    @Test
    void theIntervalAgreesWithTheOneByOrderStatistics() {
        List<Double> values = new ArrayList<>();
        for (int value = 1; value <= 41; value++) {
            values.add((double) value);
        }
        Collections.shuffle(values, new Random(1));

        Interval interval = of(values);

        assertThat(interval.middle()).isEqualTo(21);
        assertThat(interval.low()).isCloseTo(14, within(1.0));
        assertThat(interval.high()).isCloseTo(28, within(1.0));
    }

    /** How often the interval misses the truth, over many samples whose median is known. */
    @Test
    void ofAHundredIntervalsAboutFiveMissTheTruth() {
        Random random = new Random(7);
        int missed = 0;
        for (int sample = 0; sample < 100; sample++) {
            List<Double> values = new ArrayList<>();
            for (int value = 0; value < 40; value++) {
                values.add(1 + 0.1 * random.nextGaussian());
            }
            Interval interval = Interval.ofMedian(values, random);
            missed += interval.below(1) || interval.above(1) ? 1 : 0;
        }

        assertThat(missed).isBetween(1, 12);
    }

    @Test
    void theSameSeedMakesTheSameInterval() {
        List<Double> values = List.of(0.9, 1.1, 1.0, 1.2, 0.8, 1.05);

        assertThat(of(values)).isEqualTo(of(values));
    }

    @Test
    void aPairWithoutTheFigureDoesNotCount() {
        assertThat(of(List.of(Double.NaN, 2.0))).isEqualTo(new Interval(2, 2, 2, 1));
    }

    @Test
    void withoutValuesNothingIsClaimed() {
        Interval none = of(List.of());

        assertThat(none.below(100)).isFalse();
        assertThat(none.above(-100)).isFalse();
        assertThat(none.range(3)).isEqualTo("–");
    }

    @Test
    void anIntervalThatReachesTheBoundIsNotBelowIt() {
        assertThat(new Interval(1, 0.9, 1.1, 9).below(1.1)).isFalse();
        assertThat(new Interval(1, 0.9, 1.099, 9).below(1.1)).isTrue();
    }

    /** By hand: logarithms 0, 0.2 and 0.4; mean 0.2, deviation 0.2, so 4.303 × 0.2 / √3 to either side. */
    @Test
    void ofSeveralRoundsItIsTheRoundsThatCount() {
        Interval interval = ofRounds(
                List.of(Math.exp(-9), Math.exp(0), Math.exp(3)),
                List.of(Math.exp(0.2), Math.exp(0.2), Double.NaN),
                List.of(Math.exp(0.4)));

        assertThat(Math.log(interval.middle())).isCloseTo(0.2, within(1e-9));
        assertThat(Math.log(interval.low())).isCloseTo(0.2 - 0.49687, within(1e-4));
        assertThat(Math.log(interval.high())).isCloseTo(0.2 + 0.49687, within(1e-4));
        assertThat(interval.values()).isEqualTo(6);
    }

    @Test
    void oneRoundIsTakenByItsLaps() {
        List<Double> laps = List.of(0.9, 1.1, 1.0, 1.2, 0.8, 1.05);

        assertThat(ofRounds(laps, List.of(Double.NaN))).isEqualTo(of(laps));
    }

    /** Rounds that differ by a tenth, laps by a twentieth: how often the interval misses the truth, where laps alone would miss it mostly. */
    @Test
    void ofAHundredIntervalsOfRoundsAboutFiveMissTheTruth() {
        Random random = new Random(8);
        int missed = 0;
        int missedByLaps = 0;
        for (int sample = 0; sample < 100; sample++) {
            List<List<Double>> rounds = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                double process = 0.1 * random.nextGaussian();
                rounds.add(random.doubles(6)
                        .map(_ -> Math.exp(process + 0.05 * random.nextGaussian()))
                        .boxed()
                        .toList());
            }
            missed += misses(Interval.ofRounds(rounds, random));
            missedByLaps += misses(
                    Interval.ofMedian(rounds.stream().flatMap(List::stream).toList(), random));
        }

        assertThat(missed).isBetween(1, 12);
        assertThat(missedByLaps).isGreaterThan(2 * missed);
    }

    private static int misses(Interval interval) {
        return interval.below(1) || interval.above(1) ? 1 : 0;
    }

    @SafeVarargs
    private static Interval ofRounds(List<Double>... rounds) {
        return Interval.ofRounds(List.of(rounds), new Random(6));
    }

    private static Interval of(List<Double> values) {
        return Interval.ofMedian(values, new Random(6));
    }
}
