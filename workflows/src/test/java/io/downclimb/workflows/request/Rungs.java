package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.List;

/** Rungs and results for tests, with what the test is not about left out. */
final class Rungs {
    private Rungs() {}

    static Rung.Model model(String tier, String provider, int retries) {
        return model(tier, provider, retries, null);
    }

    static Rung.Model model(String tier, String provider, int retries, Long window) {
        return new Rung.Model(
                tier,
                provider,
                provider + "-model",
                Duration.ofSeconds(8),
                null,
                Duration.ofSeconds(10),
                retries,
                null,
                List.of(),
                null,
                null,
                window,
                4096,
                null);
    }

    static Outcome.Failed failure(ErrorClass errorClass, Long retryAfterMs) {
        return new Outcome.Failed(errorClass, null, retryAfterMs, "test");
    }

    static AttemptResult result(Outcome outcome, long usualMs) {
        return new AttemptResult(1, 0, outcome, null, 5, usualMs, 1, null, 0);
    }
}
