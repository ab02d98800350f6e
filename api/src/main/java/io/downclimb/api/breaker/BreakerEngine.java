package io.downclimb.api.breaker;

import io.downclimb.api.request.TaskQueue;
import io.downclimb.workflows.breaker.BreakerInput;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The workflow engine, as far as breakers need it. */
@Singleton
class BreakerEngine {
    /** A node that dies while it holds a decision gives it back after this long. */
    private static final Duration TASK_TIMEOUT = Duration.ofSeconds(5);

    private final WorkflowClient client;
    private final TaskQueue taskQueue;

    BreakerEngine(WorkflowClient client, TaskQueue taskQueue) {
        this.client = client;
        this.taskQueue = taskQueue;
    }

    /** Sees to it that the provider's breaker runs, and tells it how to watch. */
    void configure(String provider, BreakerSettings settings) {
        BreakerWorkflow breaker = client.newWorkflowStub(
                BreakerWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(BreakerWorkflow.workflowId(provider))
                        .setTaskQueue(taskQueue.name())
                        .setWorkflowTaskTimeout(TASK_TIMEOUT)
                        .setStaticSummary("breaker of " + provider)
                        .build());
        BatchRequest batch = client.newSignalWithStartRequest();
        batch.add(breaker::run, new BreakerInput(provider, null));
        batch.add(breaker::configure, settings.withoutPrompt());
        client.signalWithStart(batch);
    }

    /** Hands a report to the breaker; false where there is none. */
    boolean report(String provider, OutcomeReport report) {
        try {
            of(provider).report(report);
            return true;
        } catch (WorkflowNotFoundException e) {
            return false;
        }
    }

    /** Tells the breaker what an operator wants, and waits until it is written down. */
    BreakerView operate(String provider, OperatorAction action) {
        return of(provider).operate(action);
    }

    private BreakerWorkflow of(String provider) {
        return client.newWorkflowStub(BreakerWorkflow.class, BreakerWorkflow.workflowId(provider));
    }
}
