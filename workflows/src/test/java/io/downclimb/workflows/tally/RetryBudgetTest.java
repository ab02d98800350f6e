package io.downclimb.workflows.tally;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryBudgetTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final double SHARE = 0.2;

    /** Retries count as calls, so twenty calls earn four retries, and those four earn none. */
    @ParameterizedTest
    @CsvSource({"0, 3", "1, 3", "15, 3", "16, 3", "20, 4", "100, 24", "1000, 249"})
    void aShareOfTheCallsMayBeRetriesButThreeAlways(int calls, int retries) {
        RetryBudget budget = new RetryBudget();
        called(budget, calls);
        assertThat(granted(budget, SHARE, 3, NOW)).isEqualTo(retries);
    }

    /** Half of all calls, the retries themselves included: ten calls and nine retries, since the tenth would have been beyond. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 1, 1", "0, 5, 5", "0.5, 0, 9"})
    void shareAndMinimumAreTheSettings(double share, int minimum, int retries) {
        RetryBudget budget = new RetryBudget();
        called(budget, 10);
        assertThat(granted(budget, share, minimum, NOW)).isEqualTo(retries);
    }

    @Test
    void whatIsTenSecondsOldIsForgotten() {
        RetryBudget budget = new RetryBudget();
        assertThat(granted(budget, SHARE, 3, NOW)).isEqualTo(3);
        assertThat(budget.allows(SHARE, 3, NOW.plusMillis(9_000))).isFalse();
        assertThat(budget.allows(SHARE, 3, NOW.plusMillis(10_500))).isTrue();
    }

    /** Against a plain list of all calls, which are forgotten by the half second. */
    @Property(tries = 300)
    void retriesAreGrantedWithinTheirShareOfTheWindowAndNeverBeyond(
            @ForAll @Size(max = 400) List<@IntRange(max = 400) Integer> gaps, @ForAll long kinds) {
        RetryBudget budget = new RetryBudget();
        List<Call> all = new ArrayList<>();
        Instant now = NOW;
        for (int step = 0; step < gaps.size(); step++) {
            now = now.plusMillis(gaps.get(step));
            long oldest = now.minusSeconds(10).toEpochMilli();
            all.removeIf(call -> call.at() / 500 * 500 <= oldest);
            boolean retry = (kinds >> step % 64 & 1) == 1;
            if (!retry) {
                budget.called(now);
                all.add(new Call(now.toEpochMilli(), false));
                continue;
            }
            long retries = all.stream().filter(Call::retry).count();
            boolean allowed = budget.allows(SHARE, 3, now);
            assertThat(allowed).isEqualTo(retries < Math.max(3, (int) (SHARE * all.size())));
            if (allowed) {
                all.add(new Call(now.toEpochMilli(), true));
            }
        }
    }

    private record Call(long at, boolean retry) {}

    private static void called(RetryBudget budget, int calls) {
        for (int call = 0; call < calls; call++) {
            budget.called(NOW);
        }
    }

    private static int granted(RetryBudget budget, double share, int minimum, Instant now) {
        int granted = 0;
        while (budget.allows(share, minimum, now)) {
            granted++;
        }
        return granted;
    }
}
