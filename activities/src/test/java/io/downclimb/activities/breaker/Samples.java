package io.downclimb.activities.breaker;

import io.downclimb.activities.provider.Api;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.Providers;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.status.StatusLevel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Calls, answers and breakers for tests, with what the test is not about left out. */
final class Samples {
    static final String PROVIDER = "claude";
    static final String MODEL = "a-model";
    static final CircuitId.Health HEALTH = new CircuitId.Health(null);
    static final Rung.Model RUNG = new Rung.Model(
            "primary",
            PROVIDER,
            MODEL,
            Duration.ofSeconds(8),
            null,
            Duration.ofSeconds(10),
            0,
            null,
            List.of(),
            0.7,
            null,
            null,
            4096,
            null);
    static final CircuitId.Quality QUALITY = new CircuitId.Quality("support", "primary", RUNG.version());
    static final Policy POLICY =
            new Policy("support", Duration.ofSeconds(20), Duration.ofMillis(250), List.of(RUNG), null, null);
    static final Baseline BASELINE = new Baseline(800, 3_000, 200, 0);

    private Samples() {}

    static AttemptOrder order(String provider) {
        return new AttemptOrder("id", "hash", 1, 0, "primary", provider, MODEL, 0, 8_000, 20_000, 0);
    }

    static Outcome.Whole whole() {
        return new Outcome.Whole("stop", Usage.UNKNOWN, "hash");
    }

    static Outcome.Failed failed(ErrorClass errorClass, String detail) {
        return new Outcome.Failed(errorClass, null, null, detail);
    }

    static AttemptResult result(Outcome outcome, Long firstContentMs, long totalMs) {
        return new AttemptResult(1, 0, outcome, firstContentMs, totalMs, 500, 1, null, 0);
    }

    /** What the breakers say where every circuit is closed, in this generation. */
    static Admission admission(long generation) {
        return new Admission(
                0,
                true,
                null,
                List.of(
                        new Admission.Seen(HEALTH, Phase.CLOSED, null, generation),
                        new Admission.Seen(QUALITY, Phase.CLOSED, null, generation)),
                false);
    }

    static BreakerView view(long version, Map<String, Baseline> baselines, CircuitView... circuits) {
        return new BreakerView(
                PROVIDER,
                BreakerSettings.Scope.PER_PROVIDER,
                version,
                version,
                List.of(circuits),
                baselines,
                StatusLevel.UNKNOWN,
                0.2,
                3);
    }

    static CircuitView circuit(CircuitId id, Phase phase, Reason reason, long generation) {
        double share = phase == Phase.CLOSED ? 1 : 0;
        return new CircuitView(id, phase, reason, generation, 0, share, false, 1, null, Map.of(), null);
    }

    static Provider provider(String... keys) {
        return new Provider(PROVIDER, Api.OPENAI_CHAT, URI.create("http://127.0.0.1:1"), List.of(keys));
    }

    static Providers providers(String... keys) {
        return new Providers(Map.of(PROVIDER, provider(keys)));
    }

    static BreakerPlan plan(String... watched) {
        return new BreakerPlan(
                Set.of(watched).stream().collect(Collectors.toMap(name -> name, _ -> BreakerSettings.DEFAULT)));
    }
}
