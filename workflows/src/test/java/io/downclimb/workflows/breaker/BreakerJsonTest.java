package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.HEALTH;
import static io.downclimb.workflows.breaker.Lab.KEY;
import static io.downclimb.workflows.breaker.Lab.QUALITY;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.WorkflowData;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.status.StatusLevel;
import io.temporal.api.common.v1.Payload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerJsonTest {
    static <T> T through(T value, Class<T> type) {
        Payload payload = WorkflowData.converter().toPayload(value).orElseThrow();
        return WorkflowData.converter().fromPayload(payload, type, type);
    }

    @Test
    void aBreakerInTheMiddleOfEverythingIsCarriedAsJson() {
        Lab lab = new Lab(Lab.with(
                Cusum.of(0.02, 0.15, 4.0),
                RateWindow.of(0.5, Duration.ofMinutes(1), 20),
                Duration.ofSeconds(20),
                new BreakerSettings.Canary("m", "hello")));
        lab.learn("m", 100, 200, 300);
        lab.hear(
                calls(HEALTH).slow(1, 10).minor(3).bad(3),
                calls(QUALITY).scores("j", 0.2, 0.9).good(3));
        lab.refused(KEY, ErrorClass.QUOTA, lab.now + 100_000);
        lab.candidate(HEALTH, "r");
        lab.candidate(QUALITY, "q");
        lab.nextProbe();
        lab.page(StatusLevel.PARTIAL_OUTAGE, 3);
        lab.hear(calls(QUALITY).scores("j", 0.0, 0.0, 0.0));
        lab.nextProbe();

        Decided decided = lab.drain();
        assertThat(decided.state().circuits())
                .anyMatch(circuit -> circuit.running() != null)
                .anyMatch(circuit -> circuit.watch() instanceof Watch.Latch)
                .anyMatch(circuit -> circuit.watch() instanceof Watch.Quality);
        assertThat(through(decided, Decided.class)).isEqualTo(decided);
        assertThat(Breaker.of(through(decided.state(), BreakerState.class)).state())
                .isEqualTo(decided.state());
    }

    @Test
    void anUnheardBreakerIsCarriedAsJson() {
        BreakerState state =
                Breaker.fresh("p", BreakerSettings.DEFAULT, Lab.START).state();
        assertThat(through(state, BreakerState.class)).isEqualTo(state);
    }

    @Test
    void aWindowWithoutAnythingInItIsShort() {
        Payload payload =
                WorkflowData.converter().toPayload(Window.empty(10_000)).orElseThrow();
        assertThat(payload.getData().toStringUtf8()).isEqualTo("{\"from\":10000}");
        assertThat(through(Window.empty(0), Window.class)).isEqualTo(Window.empty(0));
        assertThat(Window.empty(10_000).bucket(HEALTH).counts()).containsEntry("rate-limited", 0L);
    }

    @Test
    void theCanarysPromptStaysWithTheNodes() {
        BreakerSettings defaults = BreakerSettings.DEFAULT;
        BreakerSettings told = new BreakerSettings(
                        defaults.scope(),
                        defaults.errors(),
                        defaults.latency(),
                        defaults.validators(),
                        defaults.quality(),
                        defaults.cooldown(),
                        defaults.qualityProbes(),
                        defaults.retryShare(),
                        defaults.retryMinimum(),
                        new BreakerSettings.Canary("m", "Reply with the word ready."))
                .withoutPrompt();
        assertThat(told.toString()).doesNotContain("ready");
        assertThat(told.canary()).extracting(BreakerSettings.Canary::model).isEqualTo("m");
        assertThat(defaults.withoutPrompt()).isEqualTo(defaults);
    }
}
