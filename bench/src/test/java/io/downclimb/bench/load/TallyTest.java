package io.downclimb.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void quantilesAreThoseOfTheAnswered() {
        for (int milliseconds = 1; milliseconds <= 100; milliseconds++) {
            tell(milliseconds, new Outcome.Answered("primary"));
        }
        tell(60_000, new Outcome.Failed("connection closed"));

        Reading reading = tally.reading(10);

        assertThat(reading.p50()).isCloseTo(50, within(0.1));
        assertThat(reading.p95()).isCloseTo(95, within(0.1));
        assertThat(reading.p99()).isCloseTo(99, within(0.1));
        assertThat(reading.max()).isCloseTo(100, within(0.2));
        assertThat(reading.perSecond()).isEqualTo(10);
    }

    @Test
    void nothingThatWasSentIsLost() {
        tell(1, new Outcome.Answered("primary"));
        tell(1, new Outcome.Answered("last rung"));
        tell(1, new Outcome.Refused(429, 1));
        tell(1, new Outcome.Refused(503, -1));
        tell(1, new Outcome.Failed("status 500"));

        Reading reading = tally.reading(1);

        assertThat(reading.sent()).isEqualTo(5);
        assertThat(reading.notAnswered()).isEqualTo(3);
        assertThat(reading.answeredBy()).containsOnlyKeys("primary", "last rung");
        assertThat(reading.refused()).containsOnlyKeys("429 with Retry-After", "503");
        assertThat(reading.failed()).containsEntry("status 500", 1L);
    }

    @Test
    void withoutAnAnswerThereAreNoTimes() {
        tell(1, new Outcome.Failed("no connection"));

        assertThat(tally.reading(1).p50()).isNaN();
    }

    private void tell(long milliseconds, Outcome outcome) {
        tally.accept(new Exchange(0, Duration.ofMillis(milliseconds).toNanos(), outcome));
    }
}
