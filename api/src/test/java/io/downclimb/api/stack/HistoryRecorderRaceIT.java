package io.downclimb.api.stack;

import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.stack.HistoryRecorderStage.Kept;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.activity.Steps;
import io.downclimb.workflows.request.RequestWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records a cancel and an answer that reach the workflow in one task, as after a node was lost: the workflow's worker is away while
 * both happen. See {@link HistoryRecorderIT}.
 */
@EnabledIfSystemProperty(named = "downclimb.record", matches = "true")
class HistoryRecorderRaceIT {
    private static HistoryRecorderStage stage;
    private static RequestRow like;

    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch mayReport = new CountDownLatch(1);
    private RequestRow request;
    private String queue;
    private WorkerFactory hands;
    private WorkerFactory back;

    @BeforeAll
    static void start() {
        stage = new HistoryRecorderStage("""
                raced:
                  deadline: 12s
                  ladder:
                    - {tier: cache, ttl: 10m}
                    - {tier: primary, provider: first, model: a-model, budget: 8s}
                """);
        like = stage.ask("raced", "learn the policy's hash");
        stage.awaitEnd(like.workflowId());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void answerWhileTheWorkflowIsAway() throws InterruptedException {
        request = stage.accept(like, Duration.ofSeconds(12), "race");
        queue = "race-" + request.id();
        hands = WorkerFactory.newInstance(stage.bean(WorkflowClient.class));
        hands.newWorker(queue).registerActivitiesImplementations(answersLater());
        hands.start();
        WorkerFactory away = workflows();
        stage.start(request, request.workflowId(), queue);
        answered.await();
        away.shutdown();
        away.awaitTermination(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void dismiss() {
        hands.shutdownNow();
        back.shutdownNow();
    }

    @Test
    void aCancelComesBeforeTheAnswer() {
        cancel();
        mayReport.countDown();
        stage.awaitEvents(1, EVENT_TYPE_ACTIVITY_TASK_COMPLETED, request.workflowId());
        keeps("cancelled-before-the-answer-was-seen");
    }

    @Test
    void anAnswerComesBeforeTheCancel() {
        mayReport.countDown();
        stage.awaitEvents(1, EVENT_TYPE_ACTIVITY_TASK_COMPLETED, request.workflowId());
        cancel();
        keeps("answered-before-the-cancel-was-seen");
    }

    /** Whatever comes first, what was paid for is the conclusion, and there is one. */
    private void keeps(String name) {
        back = workflows();
        Kept kept = stage.keep(name, request);
        assertThat(kept.events())
                .contains(EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED, EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
        assertThat(kept.answer().outcome()).isEqualTo("answered");
        assertThat(kept.answer().tier()).isEqualTo("primary");
    }

    private void cancel() {
        stage.bean(WorkflowClient.class)
                .newUntypedWorkflowStub(request.workflowId())
                .cancel();
    }

    private WorkerFactory workflows() {
        WorkerFactory factory = WorkerFactory.newInstance(stage.bean(WorkflowClient.class));
        Worker worker = factory.newWorker(
                queue,
                WorkerOptions.newBuilder().setLocalActivityWorkerOnly(true).build());
        worker.registerWorkflowImplementationTypes(RequestWorkflowImpl.class);
        worker.registerActivitiesImplementations(stage.bean(Steps.class));
        factory.start();
        return factory;
    }

    private Attempts answersLater() {
        Attempts real = stage.bean(Attempts.class);
        return new Attempts() {
            @Override
            public AttemptResult attempt(AttemptOrder order) {
                AttemptResult result = real.attempt(order);
                answered.countDown();
                try {
                    mayReport.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return result;
            }
        };
    }
}
