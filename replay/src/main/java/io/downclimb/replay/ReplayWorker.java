package io.downclimb.replay;

import io.downclimb.incident.IncidentHistory;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Replays one history after the other as a node would: virtual workflow threads, the default options of a workflow type. It polls no server, and
 * no activity is ever run.
 */
final class ReplayWorker {
    /** A busy machine is no deadlock: nothing here waits for anything but the processor. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Trace trace = new Trace();
    private final Worker worker;

    ReplayWorker(WorkflowClient client, List<Class<?>> implementations) {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .setWorkerInterceptors(new TracingInterceptor(trace))
                        .build());
        worker = factory.newWorker(
                "replay",
                WorkerOptions.newBuilder()
                        .setUsingVirtualThreads(true)
                        .setDefaultDeadlockDetectionTimeout(PATIENCE.toMillis())
                        .build());
        worker.registerWorkflowImplementationTypes(implementations.toArray(Class<?>[]::new));
    }

    /** Where the code parts from the history; empty where it repeats it. */
    Optional<Difference> replay(IncidentHistory history) {
        WorkflowExecutionHistory read = HistoryReader.read(history);
        trace.forget();
        Exception failure = null;
        try {
            worker.replayWorkflowExecution(read);
        } catch (Exception e) {
            failure = e;
        }
        return new Comparison(history, read, trace).first(failure);
    }
}
