package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final Fault HEALTHY = new Fault.Healthy();
    private static final Fault SILENT = new Fault.Silent();
    private static final Fault RESET = new Fault.Reset();

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Faults faults = new Faults(() -> Instant.ofEpochMilli(now.get()));

    private Fault next(String provider, String model) {
        return faults.next(provider, model, "key");
    }

    @Test
    void providerWithoutAFaultIsHealthy() {
        assertThat(next("a", "m")).isEqualTo(HEALTHY);
    }

    @Test
    void faultHoldsForItsProviderAlone() {
        faults.set("a", SILENT);
        assertThat(next("a", "m")).isEqualTo(SILENT);
        assertThat(next("b", "m")).isEqualTo(HEALTHY);
        faults.clear("a");
        assertThat(next("a", "m")).isEqualTo(HEALTHY);
    }

    @Test
    void modelsOwnFaultComesBeforeTheProviders() {
        faults.set("a", SILENT);
        faults.set("a", "m", RESET);
        assertThat(next("a", "m")).isEqualTo(RESET);
        assertThat(next("a", "other")).isEqualTo(SILENT);
    }

    @Test
    void modelNameComesBeforeEverything() {
        faults.set("a", SILENT);
        assertThat(next("a", "sim-healthy")).isEqualTo(HEALTHY);
        assertThat(next("a", "sim-reset")).isEqualTo(RESET);
    }

    @Test
    void sequenceGivesEachCallItsOwnAndThenHeals() {
        faults.sequence("a", List.of(SILENT, RESET));
        assertThat(Stream.generate(() -> next("a", "m")).limit(4)).containsExactly(SILENT, RESET, HEALTHY, HEALTHY);
    }

    @Test
    void scheduleGoesByTheClockFromWhenItWasSet() {
        faults.schedule("a", List.of(new Scheduled(200, 300, RESET), new Scheduled(0, 100, SILENT)));
        assertThat(next("a", "m")).isEqualTo(SILENT);
        now.addAndGet(99);
        assertThat(next("a", "m")).isEqualTo(SILENT);
        now.addAndGet(1);
        assertThat(next("a", "m")).isEqualTo(HEALTHY);
        now.addAndGet(100);
        assertThat(next("a", "m")).isEqualTo(RESET);
        now.addAndGet(100);
        assertThat(next("a", "m")).isEqualTo(HEALTHY);
    }

    @Test
    void overlappingStepsAreRejected() {
        assertThatThrownBy(() ->
                        faults.schedule("a", List.of(new Scheduled(0, 100, SILENT), new Scheduled(99, 200, RESET))))
                .hasMessageContaining("0..100 and 99..200");
    }

    @Test
    void brownOutStrikesItsShareTheSameWayEachTime() {
        Fault brownOut = new Fault.BrownOut(0.3, SILENT, 7);
        faults.set("a", brownOut);
        faults.set("b", brownOut);
        List<Fault> first = Stream.generate(() -> next("a", "m")).limit(1000).toList();
        List<Fault> second = Stream.generate(() -> next("b", "m")).limit(1000).toList();
        assertThat(first).isEqualTo(second);
        assertThat(first.stream().filter(SILENT::equals).count()).isBetween(250L, 350L);
    }

    @Test
    void brownOutOfNoneAndAll() {
        faults.set("none", new Fault.BrownOut(0, SILENT, 1));
        faults.set("all", new Fault.BrownOut(1, SILENT, 1));
        assertThat(Stream.generate(() -> next("none", "m")).limit(50)).containsOnly(HEALTHY);
        assertThat(Stream.generate(() -> next("all", "m")).limit(50)).containsOnly(SILENT);
    }

    @Test
    void flappingIsDownForTheFirstPartOfEachPeriodFromWhenItWasSet() {
        now.addAndGet(17);
        faults.set("a", new Fault.Flapping(100, 30, SILENT));
        for (int period = 0; period < 3; period++) {
            assertThat(next("a", "m")).isEqualTo(SILENT);
            now.addAndGet(29);
            assertThat(next("a", "m")).isEqualTo(SILENT);
            now.addAndGet(1);
            assertThat(next("a", "m")).isEqualTo(HEALTHY);
            now.addAndGet(69);
            assertThat(next("a", "m")).isEqualTo(HEALTHY);
            now.addAndGet(1);
        }
        assertThat(next("b", "sim-flapping-10-10-silent")).isEqualTo(SILENT);
        assertThat(next("b", "sim-flapping-10-0-silent")).isEqualTo(HEALTHY);
    }

    @Test
    void oneKeyIsBrokenTheOthersAreNot() {
        faults.set("a", new Fault.OnKey("bad", new Fault.BrokenKey()));
        assertThat(faults.next("a", "m", "bad")).isEqualTo(new Fault.BrokenKey());
        assertThat(faults.next("a", "m", "good")).isEqualTo(HEALTHY);
    }

    @Test
    void peekingConsumesNothing() {
        faults.sequence("a", List.of(SILENT));
        assertThat(faults.peek("a", "key")).isEqualTo(SILENT);
        assertThat(next("a", "m")).isEqualTo(SILENT);
    }

    @Test
    void clearingAllKeepsPaceAndAnswers() {
        faults.set("a", SILENT);
        faults.pace("a", new Simulator.Pace(1, 2));
        faults.answer("a", "text");
        faults.answer("a", "m", "own");
        faults.clearAll();
        assertThat(next("a", "m")).isEqualTo(HEALTHY);
        assertThat(faults.paceOf("a")).isEqualTo(new Simulator.Pace(1, 2));
        assertThat(faults.answerOf("a", "m")).isEqualTo("own");
        assertThat(faults.answerOf("a", "other")).isEqualTo("text");
    }
}
