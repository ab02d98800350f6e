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

        assertThat(interval.median()).isEqualTo(5);
        assertThat(interval.low()).isBetween(1.0, 4.0);
        assertThat(interval.high()).isBetween(6.0, 9.0);
    }

    @Test
    void theMedianOfAnEvenNumberLiesInTheMiddle() {
        assertThat(of(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
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

        assertThat(interval.median()).isEqualTo(21);
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

    private static Interval of(List<Double> values) {
        return Interval.ofMedian(values, new Random(6));
    }
}
