package io.downclimb.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.request.UsualLatency;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Before a first success, a model is taken to need 1 s. */
class SpareTest {
    private static final Instant ARRIVAL = Instant.parse("2026-11-01T12:00:00Z");
    private static final Rung CANNED = new Rung.Canned("canned", "hash");

    private final Spare spare = new Spare(new UsualLatency());

    private static Policy policy(int deadlineMs, Rung... ladder) {
        return new Policy("a-route", Duration.ofMillis(deadlineMs), Duration.ofMillis(250), List.of(ladder));
    }

    private static Rung.Model model(int budgetMs) {
        return new Rung.Model(
                "primary",
                "claude",
                "a-model",
                Duration.ofMillis(budgetMs),
                null,
                Duration.ofSeconds(10),
                0,
                null,
                List.of(),
                null,
                null,
                null,
                4096,
                null);
    }

    private long of(Policy policy, @Nullable Long asked, long afterMs) {
        return spare.of(policy, asked, ARRIVAL, ARRIVAL.plusMillis(afterMs)).toMillis();
    }

    @Test
    void itIsTheDeadlineWithoutTheReserveTheUsualLatencyAndWhatIsGone() {
        assertThat(of(policy(4_000, model(2_000), CANNED), null, 0)).isEqualTo(4_000 - 250 - 1_000);
        assertThat(of(policy(4_000, model(2_000), CANNED), null, 500)).isEqualTo(4_000 - 250 - 1_000 - 500);
        assertThat(of(policy(4_000, model(2_000), CANNED), null, 3_000)).isEqualTo(-250);
    }

    @Test
    void aFirstRungOfAShortBudgetNeedsNoMoreThanThat() {
        assertThat(of(policy(4_000, model(600), CANNED), null, 0)).isEqualTo(4_000 - 250 - 600);
    }

    @Test
    void aShorterDeadlineShrinksBudgetAndReserve() {
        assertThat(of(policy(4_000, model(800), CANNED), 400L, 0)).isEqualTo(400 - 100 - 80);
    }

    @Test
    void whatTheRouteDoesNotAllowIsNotReckonedWith() {
        assertThat(of(policy(4_000, model(2_000)), 9_000L, 0)).isEqualTo(4_000 - 250 - 1_000);
        assertThat(of(policy(4_000, model(2_000)), 0L, 0)).isEqualTo(4_000 - 250 - 1_000);
    }

    @Test
    void aLadderWithoutAModelNeedsNothing() {
        assertThat(of(policy(4_000, CANNED), null, 0)).isEqualTo(4_000 - 250);
    }
}
