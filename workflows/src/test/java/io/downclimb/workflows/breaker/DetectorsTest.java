package io.downclimb.workflows.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The sliding windows, the sum of scores and the baselines. */
class DetectorsTest {
    private static final long NOW = Lab.START;

    @Test
    void aRateWindowTripsAboveItsShareOnceItHasEnoughCalls() {
        RateWindow window = RateWindow.of(0.5, Duration.ofMinutes(1), 10);
        assertThat(window.hear(0, 9, NOW).trips(1, 1, NOW)).isFalse();
        assertThat(window.hear(5, 5, NOW).trips(1, 1, NOW)).isFalse();
        assertThat(window.hear(4, 6, NOW).trips(1, 1, NOW)).isTrue();
        assertThat(window.hear(7, 3, NOW).trips(1, 0.5, NOW)).isTrue();
    }

    @Test
    void aRateWindowForgetsAfterItsWindowAndTakesBack() {
        RateWindow window = RateWindow.of(0.5, Duration.ofMinutes(1), 0).hear(0, 10, NOW);
        assertThat(window.trips(1, 1, NOW + 59_000)).isTrue();
        assertThat(window.trips(1, 1, NOW + 60_000)).isFalse();
        assertThat(window.takeBack(10, NOW + 5_000).numbers(NOW + 5_000))
                .containsEntry("rate", 0.0)
                .containsEntry("calls", 10.0);
        for (int second = 0; second < 300; second++) {
            window = window.hear(1, 0, NOW + second * 1_000L);
        }
        assertThat(window.slices()).hasSizeLessThanOrEqualTo(60);
    }

    @Test
    void aSumOfScoresNeedsBothALevelAndALowMean() {
        ScoreCusum cusum = new ScoreCusum(0.70, 0.74, 3.5, 0, 0, 0);
        ScoreCusum low = cusum;
        ScoreCusum middling = cusum;
        for (int score = 0; score < 200; score++) {
            low = low.hear(0.6, NOW);
            middling = middling.hear(0.70, NOW);
        }
        assertThat(low.trips(1, 1, NOW)).isTrue();
        assertThat(middling.level()).isGreaterThan(3.5);
        assertThat(middling.trips(1, 1, NOW)).isFalse();
        assertThat(middling.suspicious(1, 1, NOW)).isTrue();
        assertThat(low.hear(1, NOW).count()).isEqualTo(201);
        assertThat(cusum.hear(0.7, NOW).hear(1, NOW)).isEqualTo(cusum);
    }

    @Test
    void aMeanOfScoresTripsBelowItsBarOnceItHasEnoughAndForgets() {
        ScoreMean mean = ScoreMean.fresh(0.7, Duration.ofHours(1), 3);
        ScoreMean two = mean.hear(0.1, NOW).hear(0.1, NOW);
        assertThat(two.trips(1, 1, NOW)).isFalse();
        assertThat(two.hear(0.1, NOW).trips(1, 1, NOW)).isTrue();
        assertThat(two.hear(0.1, NOW).trips(1, 1, NOW + 3_600_000)).isFalse();
        assertThat(mean.hear(0.7, NOW).hear(0.7, NOW).hear(0.7, NOW).trips(1, 1, NOW))
                .isFalse();
    }

    @Test
    void aBaselineReadsTheSlowTailOfHealthyTimes() {
        LatencyHistogram times = LatencyHistogram.EMPTY;
        for (int call = 1; call <= 200; call++) {
            times = times.plus(call * 10L);
        }
        Baseline baseline = Baseline.of(times, NOW);
        assertThat((double) baseline.p95()).isCloseTo(1_900, within(200.0));
        assertThat(baseline.p999()).isGreaterThanOrEqualTo(2_000);
        assertThat(Baseline.of(LatencyHistogram.EMPTY.plus(3), NOW)).isEqualTo(new Baseline(500, 2_000, 1, NOW));
    }
}
