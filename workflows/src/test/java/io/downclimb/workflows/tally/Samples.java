package io.downclimb.workflows.tally;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.List;

/** Calls and answers for tests, with what the test is not about left out. */
final class Samples {
    private static final String PROVIDER = "claude";
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
    static final Baseline BASELINE = new Baseline(800, 3_000, 200, 0);

    private Samples() {}

    static Outcome.Whole whole() {
        return new Outcome.Whole("stop", Usage.UNKNOWN, "hash");
    }

    static Outcome.Refused refused() {
        return new Outcome.Refused("content_filter", Usage.UNKNOWN, "hash");
    }

    static Outcome.Failed failed(ErrorClass errorClass, String detail) {
        return new Outcome.Failed(errorClass, null, null, detail);
    }

    static AttemptResult result(Outcome outcome, Long firstContentMs, long totalMs) {
        return new AttemptResult(1, 0, outcome, firstContentMs, totalMs, 500, 1, null, 0);
    }
}
