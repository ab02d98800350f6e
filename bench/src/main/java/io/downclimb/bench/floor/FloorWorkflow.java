package io.downclimb.bench.floor;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** One activity and nothing else. */
@WorkflowInterface
public interface FloorWorkflow {
    /**
     * Calls the provider for one waiting caller.
     *
     * @param inline as a local activity, which costs least, or as a normal one
     */
    @WorkflowMethod
    void run(String id, boolean inline);
}
