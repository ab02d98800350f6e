package io.downclimb.api.status;

import io.downclimb.activities.status.StatusPlan;
import io.downclimb.api.request.TaskQueue;
import io.downclimb.workflows.status.StatusInput;
import io.downclimb.workflows.status.StatusWorkflow;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that each status page of the configuration has its poller, one for the cluster. At the node's start the poller is told the
 * configuration, which changes nothing where it knows it; later it is only started again where somebody has ended it.
 */
@Singleton
final class StatusPollers {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPollers.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration TASK_TIMEOUT = Duration.ofSeconds(5);

    private final WorkflowClient client;
    private final TaskQueue taskQueue;
    private final List<StatusInput> pages;
    private final Thread thread = Thread.ofVirtual().name("status-pollers").unstarted(this::see);

    StatusPollers(
            WorkflowClient client,
            TaskQueue taskQueue,
            StatusPlan plan,
            @Value("${downclimb.status.interval:30s}") Duration interval) {
        this.client = client;
        this.taskQueue = taskQueue;
        pages = Pages.of(plan).stream()
                .map(page -> new StatusInput(page, interval.toMillis(), null))
                .toList();
    }

    @EventListener
    void start(StartupEvent started) {
        if (!pages.isEmpty()) {
            thread.start();
        }
    }

    private void see() {
        try {
            for (StatusInput page : pages) {
                begin(page);
            }
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                pages.forEach(this::keepUp);
            }
        } catch (InterruptedException e) {
            LOG.debug("the node stops");
        }
    }

    private void begin(StatusInput page) throws InterruptedException {
        while (true) {
            try {
                StatusWorkflow poller = poller(page);
                BatchRequest request = client.newSignalWithStartRequest();
                request.add(poller::run, page);
                request.add(poller::configure, page);
                client.signalWithStart(request);
                return;
            } catch (RuntimeException e) {
                LOG.warn(
                        "the poller of {} cannot be started yet: {}",
                        page.page().name(),
                        e.getClass().getSimpleName());
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    private void keepUp(StatusInput page) {
        try {
            WorkflowClient.start(poller(page)::run, page);
        } catch (RuntimeException e) {
            LOG.debug("the poller of {} could not be seen to", page.page().name(), e);
        }
    }

    private StatusWorkflow poller(StatusInput page) {
        return client.newWorkflowStub(
                StatusWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(StatusWorkflow.workflowId(page.page().name()))
                        .setTaskQueue(taskQueue.name())
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setWorkflowTaskTimeout(TASK_TIMEOUT)
                        .setStaticSummary(page.page().name())
                        .build());
    }

    @PreDestroy
    void stop() {
        thread.interrupt();
    }
}
