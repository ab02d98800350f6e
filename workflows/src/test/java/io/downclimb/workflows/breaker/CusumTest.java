package io.downclimb.workflows.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CusumTest {
    @Test
    void itsWeightsAreTheLogarithmsOfLikelihoodRatios() {
        assertThat(Cusum.ERRORS.hear(0, 1, 0).level()).isCloseTo(2.0149, within(1e-4));
        assertThat(Cusum.ERRORS.hear(0, 1, 0).hear(1, 0, 0).level()).isCloseTo(2.0149 - 0.1423, within(1e-4));
        assertThat(Cusum.ERRORS.hear(100, 0, 0).level()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0.2,4", "1,4", "4.9,4", "5,5", "19.9,5", "20,6"})
    void straightFailuresTripItByLoad(double perSecond, int failures) {
        assertThat(Cusum.ERRORS.hear(0, failures - 1, 0).trips(perSecond, 1, 0)).isFalse();
        assertThat(Cusum.ERRORS.hear(0, failures, 0).trips(perSecond, 1, 0)).isTrue();
    }

    @Test
    void theHealthyShareMustBeBelowTheSickOne() {
        assertThatThrownBy(() -> Cusum.of(0.15, 0.02, null))
                .hasMessageContaining("healthy must be above 0 and below sick");
        assertThatThrownBy(() -> Cusum.of(0, 0.02, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 300)
    void spreadingABatchLiesBetweenItsBestAndItsWorstOrder(
            @ForAll @IntRange(max = 60) int good,
            @ForAll @IntRange(max = 20) int bad,
            @ForAll @DoubleRange(max = 8) double level) {
        Cusum start = new Cusum(0.02, 0.15, null, 1, level);
        double spread = start.hear(good, bad, 0).level();
        double badFirst = start.hear(0, bad, 0).hear(good, 0, 0).level();
        double badLast = start.hear(good, 0, 0).hear(0, bad, 0).level();
        assertThat(spread).isBetween(badFirst - 1e-9, badLast + 1e-9);
    }

    @Property(tries = 300)
    void offTheFloorTheOrderOfABatchDoesNotMatter(
            @ForAll @IntRange(max = 20) int good, @ForAll @IntRange(max = 20) int bad) {
        Cusum start = new Cusum(0.02, 0.15, null, 1, 20 * 0.1424);
        double end = start.level() + bad * start.badWeight() - good * start.goodWeight();
        assertThat(start.hear(good, bad, 0).level()).isCloseTo(end, within(1e-9));
    }

    @Property(tries = 300)
    void whatIsTakenBackLeavesWhatAGoodCallWouldHaveLeft(@ForAll @IntRange(min = 1, max = 20) int bad) {
        Cusum start = new Cusum(0.02, 0.15, null, 1, 5);
        assertThat(start.hear(0, bad, 0).takeBack(bad, 0).level())
                .isCloseTo(start.hear(bad, 0, 0).level(), within(1e-9));
    }
}
