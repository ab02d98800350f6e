package io.downclimb.activities.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.breaker.BreakerViews;
import io.downclimb.activities.provider.Api;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.Providers;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.policy.Judging.Judge;
import io.downclimb.workflows.policy.Sha256;
import io.downclimb.workflows.status.StatusLevel;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvailabilityTest {
    private static final Judge JUDGE = new Judge("p", "m", null);

    private final BreakerViews views = new BreakerViews();
    private final Availability availability = new Availability(
            new Providers(Map.of(
                    "p", new Provider("p", Api.OPENAI_CHAT, URI.create("http://127.0.0.1:1"), List.of("k1", "k2")))),
            views);

    private void stand(CircuitId circuit, Phase phase) {
        views.accept(new BreakerView(
                "p",
                BreakerSettings.Scope.PER_PROVIDER,
                1,
                0,
                List.of(new BreakerView.CircuitView(circuit, phase, null, 1, 0, 0, false, 1, null, Map.of(), null)),
                Map.of(),
                StatusLevel.UNKNOWN,
                0.2,
                3));
    }

    @Test
    void aJudgeNobodyHasHeardOfCanBeAsked() {
        assertThat(availability.of(JUDGE)).isNotNull();
        assertThat(availability.of(new Judge("elsewhere", "m", null))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "health, OPEN, false",
        "health, HALF_OPEN, false",
        "health, RAMPING, true",
        "health, CLOSED, true",
        "health/m, OPEN, true",
        "model/m, OPEN, false",
        "model/other, OPEN, true",
        "quality/r/t/v, OPEN, true"
    })
    void itsBreakersSayWhether(String circuit, Phase phase, boolean available) {
        stand(CircuitId.parse(circuit), phase);
        assertThat(availability.of(JUDGE) != null).isEqualTo(available);
    }

    @Test
    void aKeyThatWasRefusedIsLeftOut() {
        stand(new CircuitId.Key(Sha256.of("k1").substring(0, 12)), Phase.OPEN);
        assertThat(availability.of(JUDGE).keys()).containsExactly("k2");
    }
}
