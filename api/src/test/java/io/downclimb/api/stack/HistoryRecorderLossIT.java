package io.downclimb.api.stack;

import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.request.Conclusions;
import io.downclimb.api.stack.HistoryRecorderStage.Kept;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.RequestRow;
import io.downclimb.simulator.Fault;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.activity.Conclusion;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Records what happens when workers are lost, and when a conclusion was written elsewhere. See {@link HistoryRecorderIT}. */
@EnabledIfSystemProperty(named = "downclimb.record", matches = "true")
class HistoryRecorderLossIT {
    private static final Duration DEADLINE = Duration.ofSeconds(14);
    private static HistoryRecorderStage stage;
    private static RequestRow patient;
    private static RequestRow brisk;

    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch died = new CountDownLatch(1);

    @BeforeAll
    static void start() {
        stage = new HistoryRecorderStage("""
                patient:
                  deadline: 14s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 9s, retries: 1}
                    - {tier: secondary, provider: second, model: b-model, budget: 4s}
                brisk:
                  deadline: 14s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 1s, complete-within: 1500ms, execution: activity}
                    - {tier: secondary, provider: second, model: b-model, budget: 4s}
                """);
        patient = stage.ask("patient", "learn the policy's hash");
        brisk = stage.ask("brisk", "learn the policy's hash");
        stage.awaitEnd(patient.workflowId());
        stage.awaitEnd(brisk.workflowId());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void healthy() {
        stage.healthy();
    }

    @AfterEach
    void bury() {
        end.countDown();
    }

    @Test
    void aLostCallIsSentAgainUnderTheSameNumber() {
        AtomicInteger times = new AtomicInteger();
        RequestRow request = stage.accept(patient, DEADLINE, "lost and sent again");
        Kept kept = onHands(request, "lost-worker-sent-again", order -> {
            if (times.incrementAndGet() > 1) {
                return real().attempt(order);
            }
            stage.bean(AttemptRepository.class)
                    .open(
                            UUID.fromString(order.requestId()),
                            order.number(),
                            order.rung(),
                            order.tier(),
                            order.provider(),
                            order.model(),
                            Instant.now(),
                            true);
            return die();
        });
        assertThat(kept.answer().tier()).isEqualTo("primary");
        assertThat(kept.answer().attempts()).isEqualTo(1);
        assertThat(times).hasValue(2);
    }

    @Test
    void secondaryAnswersAfterALostCall() {
        RequestRow request = stage.accept(brisk, DEADLINE, "lost for good");
        Kept kept =
                onHands(request, "lost-worker-recalled", order -> order.number() == 1 ? die() : real().attempt(order));
        assertThat(kept.answer().tier()).isEqualTo("secondary");
        assertThat(kept.answer().classes()).contains("primary:LOST_WORKER");
        assertThat(kept.events()).contains(EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT);
    }

    @Test
    void theRecordedResultOfALostWorkerIsRecalled() {
        RequestRow request = stage.accept(brisk, DEADLINE, "lost after the record");
        Kept kept = onHands(request, "lost-worker-recalled-with-its-result", order -> {
            real().attempt(order);
            return die();
        });
        assertThat(kept.answer().tier()).isEqualTo("primary");
        assertThat(kept.events()).contains(EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT);
        assertThat(stage.stack().simulator().calls().total("first")).isEqualTo(1);
    }

    @Test
    void aRunBeginsWithTheAttemptsThatAnEarlierOneRecorded() throws InterruptedException {
        stage.stack().simulator().faults().sequence("first", List.of(Fault.status(429, "1")));
        RequestRow request = stage.accept(patient, DEADLINE, "lost run");
        WorkerFactory worker = stage.startOn(
                hands(order -> {
                    real().attempt(order);
                    return die();
                }),
                request);
        died.await();
        stage.bean(WorkflowClient.class)
                .newUntypedWorkflowStub(request.workflowId())
                .terminate("to be run again");
        end.countDown();
        worker.shutdownNow();
        String again = request.workflowId() + "/again";
        stage.start(request, again);
        Kept kept = stage.keep("recorded-attempts-are-not-made-again", request, again);
        assertThat(kept.answer().tier()).isEqualTo("primary");
        assertThat(kept.answer().attempts()).isEqualTo(2);
        assertThat(stage.stack().simulator().calls().total("first")).isEqualTo(2);
    }

    @Test
    void aLostCallIsCancelled() throws InterruptedException {
        RequestRow request = stage.accept(patient, DEADLINE, "cancelled while lost");
        WorkerFactory worker = stage.startOn(hands(order -> die()), request);
        died.await();
        stage.bean(WorkflowClient.class)
                .newUntypedWorkflowStub(request.workflowId())
                .cancel();
        Kept kept = stage.keep("lost-worker-cancelled", request);
        worker.shutdownNow();
        assertThat(kept.answer().outcome()).isEqualTo("cancelled");
        assertThat(kept.events()).contains(EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED);
    }

    @Test
    void aRequestConcludedBeforeItsWorkflowBegins() {
        RequestRow request = stage.accept(patient, DEADLINE, "never begun");
        concludeElsewhere(request);
        stage.start(request, request.workflowId());
        Kept kept = stage.keep("concluded-before-the-start", request);
        assertThat(kept.answer().outcome()).isEqualTo("cancelled");
        assertThat(stage.stack().simulator().calls().all()).isEmpty();
    }

    @Test
    void aRequestConcludedDuringAnAttempt() {
        stage.stack().simulator().faults().set("first", new Fault.Silent());
        RequestRow request = stage.ask("patient", "concluded during a call");
        stage.awaitCall("first");
        concludeElsewhere(request);
        Kept kept = stage.keep("concluded-during-an-attempt", request);
        assertThat(kept.answer().outcome()).isEqualTo("cancelled");
        assertThat(kept.events()).contains(EVENT_TYPE_ACTIVITY_TASK_FAILED);
    }

    @Test
    void aRequestConcludedDuringAWait() {
        stage.stack().simulator().faults().set("first", Fault.status(429, "2"));
        RequestRow request = stage.ask("patient", "concluded during a wait");
        stage.awaitEvents(2, EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, request.workflowId());
        concludeElsewhere(request);
        Kept kept = stage.keep("concluded-during-a-wait", request);
        assertThat(kept.answer().outcome()).isEqualTo("cancelled");
        assertThat(kept.events()).contains(EVENT_TYPE_ACTIVITY_TASK_FAILED);
        assertThat(stage.stack().simulator().calls().total("first")).isEqualTo(1);
    }

    private Kept onHands(RequestRow request, String name, Hands hands) {
        WorkerFactory worker = stage.startOn(hands(hands), request);
        try {
            return stage.keep(name, request);
        } finally {
            end.countDown();
            worker.shutdownNow();
        }
    }

    /** Says nothing any more, not even that it is alive. */
    private AttemptResult die() {
        died.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("dead");
    }

    private static Attempts real() {
        return stage.bean(Attempts.class);
    }

    private static void concludeElsewhere(RequestRow request) {
        stage.bean(Conclusions.class)
                .conclude(new Conclusion(
                        request.id().toString(),
                        request.policyHash(),
                        new Conclusion.Cancelled("its caller has left"),
                        List.of(),
                        List.of()));
    }

    private interface Hands {
        AttemptResult attempt(AttemptOrder order);
    }

    private static Attempts hands(Hands hands) {
        return new Attempts() {
            @Override
            public AttemptResult attempt(AttemptOrder order) {
                return hands.attempt(order);
            }
        };
    }
}
