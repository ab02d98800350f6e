package io.downclimb.api.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.admission.SimulatedNode.Outcome;
import io.downclimb.api.admission.SimulatedNode.Traits;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node in simulated time, with more to do than it can. */
class OverloadTest {
    /** As measured on two slow processors: some 100 requests a second. */
    private static final Traits SMALL = new Traits(2, 0.012, 0.010, 0.008, 0.05, 6, 40);

    private static final double SECONDS = 60;

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2, 3, 5})
    void goodputStaysNearItsPeakAndWhoIsLetInIsInTime(double load) {
        double peak = new SimulatedNode(SMALL, true, 1).run(1, SECONDS).goodput();
        Outcome outcome = new SimulatedNode(SMALL, true, 1).run(load, SECONDS);
        assertThat(outcome.goodput()).as("%s, peak %.1f", outcome, peak).isGreaterThan(0.9 * peak);
        assertThat(outcome.late()).as("%s", outcome).isZero();
    }

    @Test
    void withoutAWaitingRoomTheSameNodeServesNobodyInTheEnd() {
        Outcome outcome = new SimulatedNode(SMALL, false, 1).run(2, SECONDS);
        assertThat(outcome.goodput()).as("%s", outcome).isLessThan(0.2 * SMALL.capacity());
    }

    @Test
    void whoComesInTimesOfLittleLoadIsNeverTurnedAway() {
        Outcome outcome = new SimulatedNode(SMALL, true, 1).run(0.7, SECONDS);
        assertThat(outcome.turnedAway).isZero();
        assertThat(outcome.late()).isZero();
    }

    static Stream<Object[]> nodes() {
        return LongStream.range(0, 30).mapToObj(seed -> new Object[] {seed, anyNode(seed), 1.0 + (int) (seed % 5)});
    }

    private static Traits anyNode(long seed) {
        Random random = new Random(seed * 7919); // first numbers of neighbouring seeds are much alike
        int processors = random.ints(3, 1, 9).reduce((_, last) -> last).orElseThrow();
        double start = 0.01 + 0.05 * random.nextDouble();
        return new Traits(
                processors,
                start,
                0.03 * random.nextDouble(),
                start * random.nextDouble(),
                2 * random.nextDouble() * random.nextDouble(),
                4 + 16 * random.nextDouble(),
                20 * processors);
    }

    @ParameterizedTest(name = "{0}: {1} at {2} times its capacity")
    @MethodSource("nodes")
    void soItIsOnAnyNode(long seed, Traits traits, double load) {
        Outcome outcome = new SimulatedNode(traits, true, seed).run(load, SECONDS);
        assertThat(outcome.goodput())
                .as("%s of %.1f/s", outcome, traits.capacity())
                .isGreaterThan(0.9 * traits.capacity());
        assertThat(outcome.late()).as("%s", outcome).isLessThanOrEqualTo(outcome.accepted / 100);
    }
}
