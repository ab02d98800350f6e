package io.downclimb.workflows.status;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Reads a status page for the whole cluster, for as long as some node wants it. Its id is {@code status/{page}}. */
@WorkflowInterface
public interface StatusWorkflow {
    static String workflowId(String page) {
        return "status/" + page;
    }

    @WorkflowMethod(name = "Status")
    void run(StatusInput input);

    /** What to ask from now on, and how often; the same again changes nothing. */
    @SignalMethod(name = "configure")
    void configure(StatusInput input);
}
