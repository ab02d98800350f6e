package io.downclimb.api.request;

import io.downclimb.activities.request.PolicyBook;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.request.RequestInput;
import io.downclimb.workflows.request.RequestWorkflow;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The workflow engine, as far as requests need it. A request has one workflow for ever: its id is never used twice. */
@Singleton
class Engine {
    /** A node that dies while it holds a decision gives it back after this long. */
    private static final Duration TASK_TIMEOUT = Duration.ofSeconds(5);

    private final WorkflowClient client;
    private final TaskQueue taskQueue;
    private final PolicyBook policies;

    Engine(WorkflowClient client, TaskQueue taskQueue, PolicyBook policies) {
        this.client = client;
        this.taskQueue = taskQueue;
        this.policies = policies;
    }

    /** Starts the workflow of a request that nobody reads along; false where it has been started before, whether it still runs or not. */
    boolean start(RequestRow request) {
        return start(request, null);
    }

    /**
     * Starts the workflow.
     *
     * @param callers where the caller who reads along is; null where nobody does
     */
    boolean start(RequestRow request, @Nullable CallerQueue callers) {
        RequestWorkflow workflow = client.newWorkflowStub(
                RequestWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(request.workflowId())
                        .setTaskQueue(taskQueue.name())
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                        .setWorkflowTaskTimeout(TASK_TIMEOUT)
                        .setDisableEagerExecution(false)
                        .setStaticSummary(request.route())
                        .setTypedSearchAttributes(labels(request))
                        .build());
        RequestInput input = new RequestInput(
                request.id().toString(),
                request.policyHash(),
                request.deadlineAt().toEpochMilli(),
                request.share(),
                callers == null ? null : callers.name());
        try {
            WorkflowClient.start(workflow::run, input);
            return true;
        } catch (WorkflowExecutionAlreadyStarted e) {
            return false;
        }
    }

    /** The labels that the request most likely ends with: its workflow tells what turns out otherwise. */
    private SearchAttributes labels(RequestRow request) {
        SearchAttributes.Builder labels = SearchAttributes.newBuilder().set(RequestWorkflow.ROUTE, request.route());
        policies.policy(request.policyHash())
                .firstModel()
                .ifPresent(rung -> labels.set(RequestWorkflow.TIER, rung.tier())
                        .set(RequestWorkflow.PROVIDER, rung.provider())
                        .set(RequestWorkflow.DEGRADED, false));
        return labels.build();
    }

    /** Whether the request's workflow is under way; false where it has ended, or was never started. */
    boolean runs(String workflowId) {
        try {
            return client.newUntypedWorkflowStub(workflowId).describe().getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException e) {
            return false;
        }
    }

    /** Completes when the workflow ends, on whatever node. */
    CompletableFuture<Concluded> result(String workflowId) {
        return client.newUntypedWorkflowStub(workflowId).getResultAsync(Concluded.class);
    }

    /** Asks the workflow to end; nothing where it has ended. */
    void cancel(String workflowId) {
        try {
            client.newUntypedWorkflowStub(workflowId).cancel();
        } catch (WorkflowNotFoundException e) {
            // It has ended, or will find the request concluded as soon as it starts.
            return;
        }
    }
}
