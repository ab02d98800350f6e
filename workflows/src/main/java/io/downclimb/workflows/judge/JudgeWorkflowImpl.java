package io.downclimb.workflows.judge;

import io.downclimb.workflows.activity.Judges;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** Judges one answer: one step, and a step that fails is missing data. */
public final class JudgeWorkflowImpl implements JudgeWorkflow {
    /** A judgement takes 30 s at most, a check of anchors on the way 90 s; nobody waits for either. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int ATTEMPTS = 2;

    @Override
    public Judgement run(JudgeOrder order) {
        try {
            return judges(order).judge(order);
        } catch (ActivityFailure failure) {
            if (failure.getCause() instanceof CanceledFailure cancelled) {
                throw cancelled;
            }
            return Judgement.missing(Judgement.FAILED);
        }
    }

    private static Judges judges(JudgeOrder order) {
        return Workflow.newActivityStub(
                Judges.class,
                ActivityOptions.newBuilder()
                        .setSummary("judge %s #%d".formatted(order.provider() + "/" + order.model(), order.attempt()))
                        .setStartToCloseTimeout(PATIENCE)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofSeconds(1))
                                .setMaximumAttempts(ATTEMPTS)
                                .build())
                        .build());
    }
}
