package io.downclimb.workflows.activity;

import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** How a workflow asks for a step that must happen whatever is down: it is repeated, next to the workflow, until it succeeds. */
public final class ShortStep {
    public static final LocalActivityOptions OPTIONS = LocalActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(5))
            .setLocalRetryThreshold(Duration.ofSeconds(2))
            // Without a number the SDK takes a local activity's retries for not asked for, and one failure fails the
            // workflow.
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(50))
                    .setMaximumInterval(Duration.ofSeconds(1))
                    .setMaximumAttempts(Integer.MAX_VALUE)
                    .build())
            .build();

    private ShortStep() {}
}
