package io.downclimb.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private final Pulse pulse = new Pulse("Postgres", START);

    private static Instant at(long ms) {
        return START.plusMillis(ms);
    }

    @Test
    void oneLostPingIsABusyMachineAndTwoAreAnOutage() {
        pulse.felt(at(500), false, at(1_500));
        assertThat(pulse.up()).isTrue();
        pulse.felt(at(2_000), false, at(3_000));
        assertThat(pulse.up()).isFalse();
        pulse.felt(at(3_500), true, at(3_501));
        assertThat(pulse.up()).isTrue();
    }

    @Test
    void pingsThatAreLostBehindWorkThatIsDoneAreNoOutage() {
        for (int second = 1; second < 20; second += 2) {
            pulse.beat(at(second * 1_000L + 300));
            pulse.felt(at(second * 1_000L), false, at(second * 1_000L + 1_000));
            assertThat(pulse.up()).isTrue();
        }
    }

    @Test
    void workThatWasDoneBeforeThePingWasSentProvesNothing() {
        pulse.beat(at(999));
        pulse.felt(at(1_000), false, at(2_000));
        pulse.felt(at(2_500), false, at(3_500));
        assertThat(pulse.up()).isFalse();
    }

    @Test
    void beatsForAMomentAfterItDidSomething() {
        pulse.beat(at(1_000));
        assertThat(pulse.beats(at(2_199))).isTrue();
        assertThat(pulse.beats(at(2_200))).isFalse();
    }
}
