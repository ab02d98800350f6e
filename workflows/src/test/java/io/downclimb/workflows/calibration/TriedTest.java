package io.downclimb.workflows.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.breaker.Cusum;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which setting is proposed. */
class TriedTest {
    @Test
    void theQuickestOfThoseThatHoldStillIsBest() {
        Tried.Calls nervous = tried(6, 4, 20);
        Tried.Calls quick = tried(8, 3, 30);
        Tried.Calls slow = tried(10, 0, 40);

        assertThat(Tried.best(List.of(nervous, quick, slow))).contains(quick);
    }

    @Test
    void whereDelaysAreAlikeTheMostCautiousIsBest() {
        assertThat(Tried.best(List.of(tried(6, 0, 2), tried(12, 0, 3), tried(8, 0, 2))))
                .contains(tried(12, 0, 3));
        assertThat(Tried.best(List.of(tried(8, 0, 2), tried(12, 1, 2)))).contains(tried(8, 0, 2));
    }

    @Test
    void nothingIsProposedWhereAllTripOrNothingNotices() {
        assertThat(Tried.best(List.of(tried(6, 4, 20), tried(8, 0, Double.POSITIVE_INFINITY))))
                .isEmpty();
    }

    /** Over thirty days. */
    private static Tried.Calls tried(double threshold, int falseTrips, double p95) {
        Delays delays = Double.isFinite(p95) ? new Delays(List.of(p95), 0) : new Delays(List.of(), 1);
        return new Tried.Calls(
                Cusum.of(0.02, 0.15, threshold), new FalseTrips(falseTrips, 30), List.of(delays, delays), null);
    }
}
