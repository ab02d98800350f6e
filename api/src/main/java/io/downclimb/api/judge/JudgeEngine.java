package io.downclimb.api.judge;

import io.downclimb.api.request.TaskQueue;
import io.downclimb.workflows.judge.JudgeOrder;
import io.downclimb.workflows.judge.JudgeWorkflow;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The workflow engine, as far as judging needs it. An answer is judged once: the workflow's id is never used twice. */
@Singleton
class JudgeEngine {
    /** What has not been judged by then, because no node was there to do it, is missing data. */
    private static final Duration STALE = Duration.ofMinutes(15);

    private final WorkflowClient client;
    private final TaskQueue taskQueue;

    JudgeEngine(WorkflowClient client, TaskQueue taskQueue) {
        this.client = client;
        this.taskQueue = taskQueue;
    }

    /** Starts the workflow; false where it has been started before. */
    boolean start(JudgeOrder order, String summary) {
        JudgeWorkflow workflow = client.newWorkflowStub(
                JudgeWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(JudgeWorkflow.workflowId(order.requestId(), order.attempt()))
                        .setTaskQueue(taskQueue.name())
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                        .setWorkflowExecutionTimeout(STALE)
                        .setStaticSummary(summary)
                        .build());
        try {
            var _ = WorkflowClient.start(workflow::run, order);
            return true;
        } catch (WorkflowExecutionAlreadyStarted e) {
            return false;
        }
    }
}
