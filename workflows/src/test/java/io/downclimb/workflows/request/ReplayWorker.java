package io.downclimb.workflows.request;

import io.downclimb.workflows.WorkflowData;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;

/**
 * Replays histories as a node would: virtual workflow threads, the default converter, the default options of a workflow type. It
 * polls no server, and no activity is ever run.
 */
final class ReplayWorker implements AutoCloseable {
    private final TestWorkflowEnvironment environment;
    private final Worker worker;

    ReplayWorker(Class<? extends RequestWorkflow> implementation, WorkerInterceptor... interceptors) {
        environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkflowData.converter())
                        .build())
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .setWorkerInterceptors(interceptors)
                        .build())
                .build());
        worker = environment.newWorker(
                "replay",
                WorkerOptions.newBuilder()
                        .setUsingVirtualThreads(true)
                        .setDefaultDeadlockDetectionTimeout(5_000)
                        .build());
        worker.registerWorkflowImplementationTypes(implementation);
    }

    /** Throws where the workflow asks for something else than the history holds. */
    void replay(WorkflowExecutionHistory history) throws Exception {
        WorkflowReplayer.replayWorkflowExecution(history, worker);
    }

    @Override
    public void close() {
        environment.close();
    }
}
