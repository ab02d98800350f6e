package io.downclimb.bench.floor;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** See {@link FloorWorkflow}. */
public final class FloorWorkflowImpl implements FloorWorkflow {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final RetryOptions ONCE =
            RetryOptions.newBuilder().setMaximumAttempts(1).build();

    private final FloorActivity inline = Workflow.newLocalActivityStub(
            FloorActivity.class,
            LocalActivityOptions.newBuilder()
                    .setStartToCloseTimeout(LIMIT)
                    .setRetryOptions(ONCE)
                    .build());
    private final FloorActivity normal = Workflow.newActivityStub(
            FloorActivity.class,
            ActivityOptions.newBuilder()
                    .setStartToCloseTimeout(LIMIT)
                    .setRetryOptions(ONCE)
                    .build());

    @Override
    public void run(String id, boolean asLocal) {
        (asLocal ? inline : normal).call(id);
    }
}
