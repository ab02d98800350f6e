package io.downclimb.api.worker;

import io.downclimb.api.request.CallerQueue;
import io.downclimb.api.request.TaskQueue;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.activity.Breakers;
import io.downclimb.workflows.activity.Judges;
import io.downclimb.workflows.activity.Probes;
import io.downclimb.workflows.activity.StatusPolls;
import io.downclimb.workflows.activity.Steps;
import io.downclimb.workflows.breaker.BreakerWorkflowImpl;
import io.downclimb.workflows.judge.JudgeWorkflowImpl;
import io.downclimb.workflows.request.RequestWorkflowImpl;
import io.downclimb.workflows.status.StatusWorkflowImpl;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's workers. They start when Temporal can be reached, which may be later than the doors open, and let calls under way finish
 * when the node is stopped.
 */
@Singleton
class RequestWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(RequestWorkers.class);
    /** Calls wait for providers, not for processors. */
    private static final int CALLS_AT_ONCE = 1_000;

    /**
     * First decisions come with their start and are not polled for; all that follow are, and wait for whoever polls. Too few polls serve new
     * requests and let those under way wait.
     */
    private static final int DECISION_POLLS = 20;

    /** A decision holds its place while its inline call is under way. */
    private static final int DECISIONS_AT_ONCE = 1_000;

    /** Shorter than the time between two of an attempt's heartbeats, so that each is sent, and its answer read, at once. */
    private static final Duration HEARTBEATS = Duration.ofMillis(500);

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final SearchAttributes searchAttributes;
    private final TaskQueue taskQueue;
    private final WorkerFactory factory;
    private volatile boolean stopping;

    RequestWorkers(
            WorkflowClient client,
            SearchAttributes searchAttributes,
            TaskQueue taskQueue,
            CallerQueue callerQueue,
            Attempts attempts,
            Steps steps,
            Breakers breakers,
            Probes probes,
            Judges judges,
            StatusPolls statusPolls) {
        this.searchAttributes = searchAttributes;
        this.taskQueue = taskQueue;
        factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .setWorkflowCacheSize(2_000)
                        .setMaxWorkflowThreadCount(4_000)
                        .setWorkerInterceptors(new QuietFailures())
                        .build());
        Worker worker = factory.newWorker(
                taskQueue.name(),
                WorkerOptions.newBuilder()
                        .setUsingVirtualThreads(true)
                        .setMaxConcurrentActivityExecutionSize(CALLS_AT_ONCE)
                        .setMaxConcurrentWorkflowTaskExecutionSize(DECISIONS_AT_ONCE)
                        .setMaxConcurrentLocalActivityExecutionSize(DECISIONS_AT_ONCE)
                        .setMaxConcurrentWorkflowTaskPollers(DECISION_POLLS)
                        .setMaxHeartbeatThrottleInterval(HEARTBEATS)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEATS)
                        // Two busy processors can hold a decision back for longer than the default of one second.
                        .setDefaultDeadlockDetectionTimeout(5_000)
                        .build());
        worker.registerWorkflowImplementationTypes(
                RequestWorkflowImpl.class,
                BreakerWorkflowImpl.class,
                JudgeWorkflowImpl.class,
                StatusWorkflowImpl.class);
        worker.registerActivitiesImplementations(attempts, steps, breakers, probes, judges, statusPolls);
        callersWorker(callerQueue).registerActivitiesImplementations(attempts);
    }

    /** Makes the calls whose callers read along at this node: their pieces need not travel from node to node. */
    private Worker callersWorker(CallerQueue callerQueue) {
        return factory.newWorker(
                callerQueue.name(),
                WorkerOptions.newBuilder()
                        .setUsingVirtualThreads(true)
                        .setMaxConcurrentActivityExecutionSize(CALLS_AT_ONCE)
                        .setMaxConcurrentActivityTaskPollers(2)
                        .setMaxHeartbeatThrottleInterval(HEARTBEATS)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEATS)
                        .build());
    }

    @EventListener
    void start(StartupEvent started) {
        Thread.ofVirtual().name("worker-start").start(() -> {
            while (!stopping) {
                try {
                    searchAttributes.ensure();
                    factory.start();
                    LOG.info("workers poll task queue {}", taskQueue.name());
                    return;
                } catch (RuntimeException e) {
                    LOG.warn("workers cannot start yet: {}", e.getClass().getSimpleName());
                    pause();
                }
            }
        });
    }

    @PreDestroy
    void stop() {
        stopping = true;
        factory.shutdown();
        factory.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
