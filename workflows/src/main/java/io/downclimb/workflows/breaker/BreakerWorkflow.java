package io.downclimb.workflows.breaker;

import io.downclimb.workflows.status.StatusNews;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** A provider's breaker, for ever: hears what nodes report, decides, and writes down what it decided. Its id is {@code breaker/{provider}}. */
@WorkflowInterface
public interface BreakerWorkflow {
    /** The type of the failure of an operator's action that cannot be, such as releasing what nobody holds. */
    String BAD_ACTION = "BAD_ACTION";

    static String workflowId(String provider) {
        return "breaker/" + provider;
    }

    @WorkflowMethod(name = "Breaker")
    void run(BreakerInput input);

    /** What a node has seen. */
    @SignalMethod(name = "report")
    void report(OutcomeReport report);

    /** How to watch from now on; the same settings again change nothing. */
    @SignalMethod(name = "configure")
    void configure(BreakerSettings settings);

    /** What the provider's status page says. */
    @SignalMethod(name = "status")
    void status(StatusNews news);

    /** An operator's word; returns when it is written down. Fails with {@link #BAD_ACTION} where it cannot be. */
    @UpdateMethod(name = "operate")
    BreakerView operate(OperatorAction action);
}
