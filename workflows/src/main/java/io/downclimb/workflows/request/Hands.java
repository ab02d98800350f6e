package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.Attempts;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** How the workflow asks for work: options beside the calls they belong to. */
final class Hands {
    /** A node that says nothing for this long is lost, and another makes the call. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(5);

    /** A caller's node that does not take a call up within this long is gone, or too busy to be waited for. */
    private static final Duration TAKEN_UP_WITHIN = Duration.ofSeconds(2);

    private static final RetryOptions REPEATED = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(100))
            .setMaximumInterval(Duration.ofSeconds(1))
            .setMaximumAttempts(Integer.MAX_VALUE)
            .build();

    private Hands() {}

    /**
     * A call is repeated by the engine only where a worker is lost or Postgres does not answer; what the provider did is a
     * result. The patience ends it whatever happens.
     */
    static Attempts attempts(AttemptOrder order, Duration patience) {
        return Workflow.newActivityStub(Attempts.class, options(order, patience).build());
    }

    /** The same next to the decision. A lost worker is noticed when the decision times out; what is recorded then decides, as always. */
    static Attempts attemptsInline(Duration patience) {
        return Workflow.newLocalActivityStub(
                Attempts.class,
                LocalActivityOptions.newBuilder()
                        .setScheduleToCloseTimeout(patience)
                        .setStartToCloseTimeout(patience)
                        .setLocalRetryThreshold(Duration.ofSeconds(2))
                        .setRetryOptions(REPEATED)
                        .build());
    }

    /** The same at the node whose caller reads along. It fails, with a timeout to start, where that node does not take the call up. */
    static Attempts attemptsAt(String callerQueue, AttemptOrder order, Duration patience) {
        return Workflow.newActivityStub(
                Attempts.class,
                options(order, patience)
                        .setTaskQueue(callerQueue)
                        .setScheduleToStartTimeout(TAKEN_UP_WITHIN)
                        .build());
    }

    /** Whether a call was not taken up in time, first or after its node was lost. */
    static boolean wasNotTakenUp(ActivityFailure failure) {
        return failure.getCause() instanceof TimeoutFailure timeout
                && timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
    }

    private static ActivityOptions.Builder options(AttemptOrder order, Duration patience) {
        return ActivityOptions.newBuilder()
                .setSummary("%s %s/%s #%d".formatted(order.tier(), order.provider(), order.model(), order.number()))
                .setScheduleToCloseTimeout(patience)
                .setStartToCloseTimeout(patience)
                .setHeartbeatTimeout(LOST_AFTER)
                .setCancellationType(ActivityCancellationType.TRY_CANCEL)
                .setRetryOptions(REPEATED);
    }
}
