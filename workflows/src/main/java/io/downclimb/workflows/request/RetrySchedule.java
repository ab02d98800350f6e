package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.policy.Rung;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * Decides what follows each failed attempt on one rung. The class of the error decides, within the rung's budget:
 *
 * <ol>
 *   <li>A class that no rung can mend stops the climb.
 *   <li>A refused key is followed by the provider's next one, at once, beside the rung's retries.
 *   <li>A class that this provider cannot mend goes down.
 *   <li>Where a retry may help, it must be allowed by the rung ({@code retries}), its wait must end inside the budget, and
 *       some time must remain for the call.
 *   <li>Overload waits with full jitter, uniform in [0, min(4 s, 250 ms · 2ⁿ)] for the n-th retry (see Brooker, "Exponential
 *       Backoff And Jitter", AWS 2015). A rate limit waits as the provider asks, and only if the hint and the provider's
 *       usual time to first content both fit.
 *   <li>A connection, cut, malformed or rejected answer is tried once more, at once.
 * </ol>
 */
final class RetrySchedule {
    private static final long BASE_MS = 250;
    private static final long CAP_MS = 4_000;

    private final Rung.Model rung;
    private final Deadline.Limits limits;
    private final Map<ErrorClass, Integer> met = new EnumMap<>(ErrorClass.class);
    private int retries;
    private int keysTried;
    /** Falls with each refused key, so that keys end whatever a node says of them. */
    private int keysLeft = Integer.MAX_VALUE;

    RetrySchedule(Rung.Model rung, Deadline.Limits limits) {
        this.rung = rung;
        this.limits = limits;
    }

    NextStep after(AttemptResult result, Outcome.Failed failure, long now, Random random) {
        ErrorClass errorClass = failure.errorClass();
        int times = met.merge(errorClass, 1, Integer::sum);
        if (errorClass.below() == ErrorClass.Below.NO) {
            return new NextStep.Stop();
        }
        boolean refused = errorClass == ErrorClass.AUTH || errorClass == ErrorClass.QUOTA;
        keysLeft = refused ? Math.min(keysLeft - 1, result.otherKeys()) : keysLeft;
        if (refused && keysLeft > 0) {
            keysTried++;
            return within(0, 0, now);
        }
        if (retries >= rung.retries()) {
            return new NextStep.GoDown();
        }
        NextStep step = switch (errorClass.again()) {
            case NEVER -> new NextStep.GoDown();
            case ONCE -> times == 1 ? within(0, 0, now) : new NextStep.GoDown();
            case JITTERED -> within(jitter(random), 0, now);
            case AS_HINTED -> {
                Long hint = failure.retryAfterMs();
                yield hint == null ? new NextStep.GoDown() : within(hint, result.usualMs(), now);
            }
        };
        if (step instanceof NextStep.RetryAfter) {
            retries++;
        }
        return step;
    }

    /** How many retries there were so far, those with another key included. */
    int retries() {
        return retries + keysTried;
    }

    private NextStep within(long waitMs, long usualMs, long now) {
        boolean fits = waitMs >= 0 && waitMs + usualMs < limits.firstContentBy() - now;
        return fits ? new NextStep.RetryAfter(waitMs) : new NextStep.GoDown();
    }

    private long jitter(Random random) {
        long ceiling = Math.min(CAP_MS, BASE_MS << Math.min(retries, 10));
        return (long) (random.nextDouble() * ceiling);
    }
}
