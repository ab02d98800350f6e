package io.downclimb.workflows.judge;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Judges one answer after it has left. Its id is {@code judge/{request id}/{attempt}}. */
@WorkflowInterface
public interface JudgeWorkflow {
    static String workflowId(String requestId, int attempt) {
        return "judge/" + requestId + "/" + attempt;
    }

    @WorkflowMethod(name = "Judge")
    Judgement run(JudgeOrder order);
}
