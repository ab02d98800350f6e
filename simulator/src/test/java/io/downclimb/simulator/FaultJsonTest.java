package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultJsonTest {
    private final ObjectMapper plain = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("io.downclimb.simulator.FaultNameTest#names")
    void faultSurvivesAnyMapper(String name, Fault fault) throws Exception {
        assertThat(plain.readValue(plain.writeValueAsString(fault), Fault.class))
                .as(name)
                .isEqualTo(fault);
    }

    @Test
    void everyFaultHasAKind() {
        assertThat(FaultJson.KINDS)
                .hasSameSizeAs(Fault.class.getPermittedSubclasses())
                .doesNotHaveDuplicates();
    }

    @Test
    void statusCarriesAllItsParts() throws Exception {
        Fault fault = new Fault.OnKey(
                "k", new Fault.Status(429, "rate_limit_error", "2", "slow down", Map.of("retry-after-ms", "1500")));
        assertThat(plain.readTree(plain.writeValueAsString(fault))).isEqualTo(plain.readTree("""
                {"kind":"on-key","key":"k","inner":{"kind":"status","status":429,"code":"rate_limit_error",
                 "retryAfter":"2","message":"slow down","headers":{"retry-after-ms":"1500"}}}
                """));
    }
}
