package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallsTest {
    private final Calls calls = new Calls(() -> Instant.ofEpochMilli(42));

    private long arrived(String provider, String callerRequest) {
        return calls.arrived(
                provider,
                "m",
                true,
                JsonNodeFactory.instance.objectNode(),
                Map.of("x-client-request-id", callerRequest));
    }

    @Test
    void callsAreCountedByProviderAndRequest() {
        arrived("a", "r1/1");
        arrived("a", "r1/2");
        arrived("a", "r2/1");
        arrived("b", "r1/3");
        assertThat(calls.total("a")).isEqualTo(3);
        assertThat(calls.count("a", "r1")).isEqualTo(2);
        assertThat(calls.countByRequest("a")).containsOnly(entry("r1", 2), entry("r2", 1));
        assertThat(calls.all()).extracting(Call::attempt).containsExactly(1, 2, 1, 3);
        assertThat(calls.all()).allMatch(call -> call.arrivedAtMillis() == 42);
        calls.reset();
        assertThat(calls.total("a")).isZero();
        assertThat(calls.count("a", "r1")).isZero();
        assertThat(calls.all()).isEmpty();
    }

    @Test
    void callWithoutARequestCountsInTheTotalOnly() {
        calls.arrived("a", "m", false, JsonNodeFactory.instance.nullNode(), Map.of());
        assertThat(calls.total("a")).isEqualTo(1);
        assertThat(calls.countByRequest("a")).isEmpty();
        assertThat(calls.all().getFirst().callerRequest()).isNull();
    }

    @Test
    void endAndHangUpAreToldApart() {
        long whole = arrived("a", "r/1");
        long left = arrived("a", "r/2");
        arrived("a", "r/3");
        calls.concluded(whole, false);
        calls.concluded(left, true);
        assertThat(calls.all()).extracting(Call::ended).containsExactly(true, false, false);
        assertThat(calls.disconnected()).extracting(Call::id).containsExactly(left);
    }

    @Test
    void waitingEndsWhenTheCallsAreAsExpectedOrTimeIsUp() throws Exception {
        Thread.ofVirtual().start(() -> arrived("a", "r/1"));
        assertThat(calls.await(Duration.ofSeconds(5), seen -> seen.size() == 1)).isTrue();
        assertThat(calls.await(Duration.ofMillis(5), seen -> seen.size() == 2)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"r/1, r, 1", "tenant/r/12, tenant/r, 12", "r, r, 0", "r/x, r/x, 0"})
    void headerIsRequestAndAttempt(String header, String request, int attempt) {
        assertThat(CallerRequest.of(header)).isEqualTo(new CallerRequest(request, attempt));
    }
}
