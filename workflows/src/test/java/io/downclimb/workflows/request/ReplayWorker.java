package io.downclimb.workflows.request;

import io.downclimb.workflows.WorkflowData;
import io.downclimb.workflows.breaker.BreakerWorkflowImpl;
import io.downclimb.workflows.judge.JudgeWorkflowImpl;
import io.downclimb.workflows.status.StatusWorkflowImpl;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.util.List;

/**
 * Replays histories as a node would: virtual workflow threads, the default converter, the default options of a workflow type. It
 * polls no server, and no activity is ever run.
 */
final class ReplayWorker implements AutoCloseable {
    private final TestWorkflowEnvironment environment;
    private final Worker worker;

    /** With the workflows of all types as they are now. */
    static ReplayWorker asReleased(WorkerInterceptor... interceptors) {
        return new ReplayWorker(
                List.of(
                        RequestWorkflowImpl.class,
                        BreakerWorkflowImpl.class,
                        JudgeWorkflowImpl.class,
                        StatusWorkflowImpl.class),
                interceptors);
    }

    ReplayWorker(Class<?> implementation, WorkerInterceptor... interceptors) {
        this(List.of(implementation), interceptors);
    }

    private ReplayWorker(List<Class<?>> implementations, WorkerInterceptor... interceptors) {
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
        worker.registerWorkflowImplementationTypes(implementations.toArray(Class<?>[]::new));
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
