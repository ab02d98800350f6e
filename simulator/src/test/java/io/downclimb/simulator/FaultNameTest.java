package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultNameTest {

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("sim-healthy", new Fault.Healthy()),
                Arguments.of("sim-status-529", Fault.status(529)),
                Arguments.of("sim-status-429-retry-after-2", Fault.status(429, "2")),
                Arguments.of(
                        "sim-status-429-insufficient_quota",
                        new Fault.Status(429, "insufficient_quota", null, null, null)),
                Arguments.of(
                        "sim-status-429-rate_limit_exceeded-retry-after-30",
                        new Fault.Status(429, "rate_limit_exceeded", "30", null, null)),
                Arguments.of("sim-insufficient-quota", new Fault.InsufficientQuota()),
                Arguments.of("sim-spend-limit-reached", new Fault.SpendLimitReached()),
                Arguments.of("sim-broken-key", new Fault.BrokenKey()),
                Arguments.of("sim-context-length", new Fault.ContextLength()),
                Arguments.of("sim-content-filter", new Fault.ContentFilter(false)),
                Arguments.of("sim-content-filter-refusal", new Fault.ContentFilter(true)),
                Arguments.of("sim-model-gone", new Fault.ModelGone()),
                Arguments.of("sim-slow-headers-200", new Fault.SlowHeaders(200)),
                Arguments.of("sim-slow-first-token-3000", new Fault.SlowFirstToken(3000)),
                Arguments.of("sim-slow-20-500", new Fault.Slow(20, 500)),
                Arguments.of("sim-silent", new Fault.Silent()),
                Arguments.of("sim-stall", new Fault.Stall(5)),
                Arguments.of("sim-stall-0", new Fault.Stall(0)),
                Arguments.of("sim-cut-7", new Fault.Cut(7)),
                Arguments.of("sim-malformed", new Fault.Malformed(5, false)),
                Arguments.of("sim-malformed-2-continue", new Fault.Malformed(2, true)),
                Arguments.of("sim-malformed-continue", new Fault.Malformed(5, true)),
                Arguments.of("sim-missing-end", new Fault.MissingEnd(false)),
                Arguments.of("sim-missing-end-with-finish-reason", new Fault.MissingEnd(true)),
                Arguments.of("sim-error-event-in-stream-3", new Fault.ErrorEventInStream(3)),
                Arguments.of("sim-empty", new Fault.Empty()),
                Arguments.of("sim-garbage", new Fault.Garbage(null)),
                Arguments.of("sim-worse", new Fault.Worse()),
                Arguments.of("sim-not-json", new Fault.NotJson()),
                Arguments.of("sim-truncated", new Fault.Truncated()),
                Arguments.of("sim-reset", new Fault.Reset()),
                Arguments.of("sim-reset-after-headers", new Fault.ResetAfterHeaders()),
                Arguments.of("sim-no-prefill", new Fault.NoPrefill()),
                Arguments.of(
                        "sim-flapping-60000-20000-status-529", new Fault.Flapping(60_000, 20_000, Fault.status(529))),
                Arguments.of("sim-brown-out-30-cut-2", new Fault.BrownOut(0.3, new Fault.Cut(2), 0)),
                Arguments.of("sim-echo-status-500", new Fault.Echo(Fault.status(500))));
    }

    @ParameterizedTest
    @MethodSource("names")
    void nameSpellsItsFault(String name, Fault fault) {
        assertThat(FaultName.parse(name)).isEqualTo(fault);
    }

    @Test
    void everyKindButTheKeyedOneHasAName() {
        assertThat(names().map(arguments -> (Object) arguments.get()[1].getClass())
                        .distinct()
                        .toList())
                .contains(Stream.of(Fault.class.getPermittedSubclasses())
                        .filter(kind -> kind != Fault.OnKey.class)
                        .toArray());
    }

    @Test
    void otherModelsAreNoFaults() {
        assertThat(FaultName.parse("gpt-simple")).isNull();
        assertThat(FaultName.parse("simulated")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "sim-bogus, names no fault",
        "sim-, names no fault",
        "sim-status, a status",
        "sim-status-200, 400..599",
        "sim-cut-x, 'x' is left over",
        "sim-silent-5, '5' is left over",
        "sim-slow-first-token, milliseconds",
        "sim-content-filter-refusalx, left over",
        "sim-brown-out-30, names no fault",
        "sim-brown-out-101-silent, 0..1",
        "sim-flapping-10-silent, milliseconds down",
        "sim-flapping-10-11-silent, 0..periodMs",
        "sim-on-key-k-silent, names no fault"
    })
    void wrongSpellingIsRefusedByName(String name, String why) {
        assertThatThrownBy(() -> FaultName.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(why);
    }
}
