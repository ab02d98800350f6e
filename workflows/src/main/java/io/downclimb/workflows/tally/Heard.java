package io.downclimb.workflows.tally;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Baseline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a call says about its provider, and about the rung's answers.
 *
 * <ol>
 *   <li>A whole answer, a refusal and an answer that a validator turned down are a healthy provider's.
 *   <li>Overload, no connection, a cut and silence are a sick one's. Silence counts only where the call was given the time that a healthy provider
 *       may need: the 99.9th percentile, or half of the rung's budget while that is not known. A cut at our own deadline does not count.
 *   <li>A malformed answer weighs little. A rate limit and a wrong request have gauges of their own.
 *   <li>All else is no news: a request too long, a policy, a call not sent, a lost worker. Refused keys and models are latched instead.
 * </ol>
 */
record Heard(Health health, Answer answer) {
    enum Health {
        GOOD,
        BAD,
        MINOR,
        RATE_LIMITED,
        INVALID,
        NO_NEWS
    }

    enum Answer {
        ACCEPTED,
        REJECTED,
        NONE
    }

    private static final String OWN_DEADLINE = "deadline";
    private static final String NOT_CONFIGURED = "provider-not-configured";

    /**
     * Of a call that ended by itself.
     *
     * @param budget of the rung, whole
     * @param baseline of the model; null while it is not known
     */
    static Heard of(AttemptResult result, Duration budget, @Nullable Baseline baseline) {
        return switch (result.outcome()) {
            case Outcome.Whole _ -> new Heard(Health.GOOD, Answer.ACCEPTED);
            case Outcome.Refused _ -> new Heard(Health.GOOD, Answer.NONE);
            case Outcome.Held _ -> new Heard(Health.NO_NEWS, Answer.NONE);
            case Outcome.Failed failed
            when failed.errorClass() == ErrorClass.REJECTED -> new Heard(Health.GOOD, Answer.REJECTED);
            case Outcome.Failed failed -> new Heard(health(failed, result.totalMs(), budget, baseline), Answer.NONE);
        };
    }

    private static Health health(Outcome.Failed failed, long waitedMs, Duration budget, @Nullable Baseline baseline) {
        return switch (failed.errorClass()) {
            case OVERLOADED -> Health.BAD;
            case CONNECT -> failed.detail().equals(NOT_CONFIGURED) ? Health.NO_NEWS : Health.BAD;
            case CUT -> failed.detail().equals(OWN_DEADLINE) ? Health.NO_NEWS : Health.BAD;
            case SILENT -> {
                long due = baseline == null ? budget.toMillis() / 2 : Math.min(baseline.p999(), budget.toMillis() / 2);
                boolean sent = !failed.detail().equals(Outcome.Failed.NOT_SENT);
                yield sent && waitedMs >= due ? Health.BAD : Health.NO_NEWS;
            }
            case MALFORMED -> Health.MINOR;
            case RATE_LIMITED -> Health.RATE_LIMITED;
            case INVALID_REQUEST -> Health.INVALID;
            case QUOTA, AUTH, MODEL_GONE, CONTEXT_LENGTH, CONTENT_POLICY, LOST_WORKER, REJECTED -> Health.NO_NEWS;
        };
    }
}
