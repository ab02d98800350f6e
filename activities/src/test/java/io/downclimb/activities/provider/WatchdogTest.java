package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Until when each phase of a call may stay silent. */
class WatchdogTest {
    private static final long MS = 1_000_000;

    private static Watchdog watchdog(long first, long complete, long idle) {
        return new Watchdog(
                Duration.ofMillis(first), Duration.ofMillis(complete), Duration.ofMillis(idle), Duration.ofMillis(50));
    }

    private static void assertLimit(Watchdog watchdog, long ms, Watchdog.Verdict verdict) {
        assertThat(watchdog.left(0)).isEqualTo(ms * MS);
        assertThat(watchdog.verdict()).isEqualTo(verdict);
    }

    @Test
    void beforeTheFirstContentTheEarlierLimitCounts() {
        assertLimit(watchdog(100, 900, 200), 100, Watchdog.Verdict.SILENT);
        assertLimit(watchdog(900, 100, 200), 100, Watchdog.Verdict.SILENT);
    }

    @Test
    void contentMovesTheLimitByTheIdleTimeUpToTheDeadline() {
        Watchdog watchdog = watchdog(100, 900, 200);
        watchdog.content(90 * MS);
        assertLimit(watchdog, 290, Watchdog.Verdict.STALLED);
        watchdog.content(800 * MS);
        assertLimit(watchdog, 900, Watchdog.Verdict.DEADLINE);
    }

    @Test
    void aFinishedAnswerGetsAShortGrace() {
        Watchdog watchdog = watchdog(100, 900, 200);
        watchdog.content(90 * MS);
        watchdog.finished(95 * MS);
        assertLimit(watchdog, 145, Watchdog.Verdict.SETTLED);
        watchdog.finished(140 * MS);
        assertLimit(watchdog, 145, Watchdog.Verdict.SETTLED);
        watchdog.content(880 * MS);
        watchdog.finished(890 * MS);
        assertLimit(watchdog, 900, Watchdog.Verdict.SETTLED);
    }

    @Test
    void anErrorStatusGetsASecondForItsBody() {
        Watchdog watchdog = watchdog(100, 5_000, 200);
        watchdog.errorStatus(90 * MS);
        assertLimit(watchdog, 1_090, Watchdog.Verdict.ERROR_BODY);
    }

    @Test
    void limitsBeyondADayAreADay() {
        Watchdog watchdog = new Watchdog(
                Duration.ofDays(400_000), Duration.ofDays(400_000), Duration.ofDays(400_000), Duration.ofDays(1));
        watchdog.content(0);
        assertThat(watchdog.left(0)).isEqualTo(Duration.ofDays(1).toNanos());
    }
}
