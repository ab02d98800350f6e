package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.Attempts;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** How the workflow asks for work: options beside the calls they belong to. */
final class Hands {
    /** A node that says nothing for this long is lost, and another makes the call. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(5);

    private Hands() {}

    /**
     * A call is repeated by the engine only where a worker is lost or Postgres does not answer; what the provider did is a
     * result. The patience ends it whatever happens.
     */
    static Attempts attempts(AttemptOrder order, Duration patience) {
        return Workflow.newActivityStub(
                Attempts.class,
                ActivityOptions.newBuilder()
                        .setSummary(
                                "%s %s/%s #%d".formatted(order.tier(), order.provider(), order.model(), order.number()))
                        .setScheduleToCloseTimeout(patience)
                        .setStartToCloseTimeout(patience)
                        .setHeartbeatTimeout(LOST_AFTER)
                        .setCancellationType(ActivityCancellationType.TRY_CANCEL)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofMillis(100))
                                .setMaximumInterval(Duration.ofSeconds(1))
                                .build())
                        .build());
    }
}
