package io.downclimb.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Rung.Model EIGHT_SECONDS = Rungs.model("primary", "p", 2);

    @Test
    void theReserveIsKeptFromTheCalls() {
        Deadline deadline = Deadline.of(policy(20_000, 250), 120_000, 1.0);
        assertThat(deadline.lastCallEnds()).isEqualTo(119_750);
        assertThat(deadline.enter(EIGHT_SECONDS, 100_000)).isEqualTo(new Deadline.Limits(108_000, 119_750));
    }

    @Test
    void whoAsksForHalfTheTimeHalvesEveryBudget() {
        Deadline deadline = Deadline.of(policy(20_000, 250), 110_000, 0.5);
        assertThat(deadline.enter(EIGHT_SECONDS, 100_000).firstContentBy()).isEqualTo(104_000);
    }

    @Test
    void theReserveNeverEatsMoreThanAQuarter() {
        assertThat(Deadline.of(policy(20_000, 250), 100_400, 0.02).reserve()).isEqualTo(100);
    }

    @Property
    void noLimitEverPassesTheLastCallsEnd(
            @ForAll @LongRange(min = 100, max = 600_000) long deadlineMs,
            @ForAll @DoubleRange(min = 0.01, max = 1.0) double share,
            @ForAll @LongRange(min = 0, max = 700_000) long elapsed) {
        long arrival = 1_000_000;
        Deadline deadline = Deadline.of(policy(deadlineMs, 50), arrival + Math.round(deadlineMs * share), share);
        Deadline.Limits limits = deadline.enter(EIGHT_SECONDS, arrival + elapsed);
        assertThat(limits.completeBy()).isLessThanOrEqualTo(deadline.lastCallEnds());
        assertThat(limits.firstContentBy()).isLessThanOrEqualTo(limits.completeBy());
        assertThat(deadline.giveUpAt(limits)).isLessThanOrEqualTo(deadline.at());
    }

    private static Policy policy(long deadlineMs, long reserveMs) {
        return new Policy("route", Duration.ofMillis(deadlineMs), Duration.ofMillis(reserveMs), List.of(EIGHT_SECONDS));
    }
}
