package io.downclimb.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Target TARGET = new Target(
            1, Target.CHAT, Map.of(), "bench", Map.of("primary", "one", "secondary", "two"), Duration.ofSeconds(1));

    @Test
    void theWordsTellWhoAnswered() {
        assertThat(Verdict.of(TARGET, 200, null, "{\"content\":\"two\"}")).isEqualTo(new Outcome.Answered("secondary"));
    }

    @Test
    void otherWordsAreAFailure() {
        assertThat(Verdict.of(TARGET, 200, null, "{}")).isEqualTo(new Outcome.Failed("status 200 with other words"));
    }

    @Test
    void aRefusalKeepsWhenToComeBack() {
        assertThat(Verdict.of(TARGET, 429, "3", "one")).isEqualTo(new Outcome.Refused(429, 3));
        assertThat(Verdict.of(TARGET, 503, null, "")).isEqualTo(new Outcome.Refused(503, -1));
    }

    @Test
    void anyOtherStatusIsAFailureWhateverTheBodySays() {
        assertThat(Verdict.of(TARGET, 502, null, "one")).isEqualTo(new Outcome.Failed("status 502"));
    }

    @Test
    void onlyARefusalOrAFailureMakesACallerPause() {
        assertThat(Pressure.Closed.pause(new Outcome.Answered("primary"))).isZero();
        assertThat(Pressure.Closed.pause(new Outcome.Refused(429, 5))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Pressure.Closed.pause(new Outcome.Failed("status 502"))).isPositive();
    }
}
