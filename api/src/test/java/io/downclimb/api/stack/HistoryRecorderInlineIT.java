package io.downclimb.api.stack;

import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT;
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
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Records requests whose calls are made next to the decision. See {@link HistoryRecorderIT}. */
@EnabledIfSystemProperty(named = "downclimb.record", matches = "true")
class HistoryRecorderInlineIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static HistoryRecorderStage stage;
    private static RequestRow like;
    private static RequestRow brisk;

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CountDownLatch died = new CountDownLatch(1);

    @BeforeAll
    static void start() {
        stage = new HistoryRecorderStage("""
                inline:
                  deadline: 30s
                  ladder:
                    - {tier: cache, ttl: 10m}
                    - {tier: primary, provider: first, model: a-model, budget: 20s, retries: 1, execution: inline}
                    - {tier: secondary, provider: second, model: b-model, budget: 8s, notice: "temporarily using a backup model", execution: inline}
                    - {tier: canned, text: "CANNED-MARKER: we cannot answer right now. Your request {id} is saved."}
                brisk:
                  deadline: 30s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 1s, complete-within: 1500ms, execution: inline}
                    - {tier: secondary, provider: second, model: b-model, budget: 8s, execution: inline}
                mixed:
                  deadline: 12s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 4s, retries: 1, execution: inline}
                    - {tier: secondary, provider: second, model: b-model, budget: 4s}
                """);
        like = stage.ask("inline", "learn the policy's hash");
        brisk = stage.ask("brisk", "learn the policy's hash");
        stage.awaitEnd(like.workflowId());
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
        end.complete(null);
    }

    @Test
    void primaryAnswersAsItIsLabelledFromTheStart() {
        Kept kept = stage.keep("inline-answers", stage.ask("inline", "inline"));
        served(kept, "primary", "[]");
        assertThat(kept.events())
                .doesNotContain(EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
    }

    @Test
    void primaryAnswersAfterARetry() {
        stage.stack().simulator().faults().sequence("first", List.of(overloaded()));
        Kept kept = stage.keep("inline-answers-after-a-retry", stage.ask("inline", "retry"));
        served(kept, "primary", "[\"primary:OVERLOADED\"]");
        assertThat(kept.answer().attempts()).isEqualTo(2);
    }

    @Test
    void primaryAnswersAfterLongerThanADecisionMayTake() {
        first(new Fault.SlowHeaders(6_000));
        Kept kept = stage.keep("inline-answers-after-long", stage.ask("inline", "long"));
        served(kept, "primary", "[]");
        assertThat(kept.events())
                .filteredOn(EVENT_TYPE_WORKFLOW_TASK_COMPLETED::equals)
                .hasSizeGreaterThan(1);
        assertThat(stage.stack().simulator().calls().total("first")).isEqualTo(1);
    }

    @Test
    void secondaryAnswersOtherwiseThanItWasLabelled() {
        first(overloaded());
        Kept kept = stage.keep("inline-secondary-answers-after-overload", stage.ask("inline", "overload"));
        served(kept, "secondary", "[\"primary:OVERLOADED\"]");
        assertThat(kept.events()).contains(EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
    }

    @Test
    void anActivityAnswersBelowAnInlineRung() {
        first(overloaded());
        Kept kept = stage.keep("inline-above-an-activity", stage.ask("mixed", "mixed"));
        served(kept, "secondary", "[\"primary:OVERLOADED\"]");
        assertThat(kept.events()).containsOnlyOnce(EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    }

    @Test
    void cannedAnswers() {
        first(overloaded());
        stage.stack().simulator().faults().set("second", overloaded());
        Kept kept = stage.keep("inline-canned-answers", stage.ask("inline", "canned"));
        served(kept, "canned", "[\"primary:OVERLOADED\",\"secondary:OVERLOADED\"]");
    }

    @Test
    void aCancelThroughTheEngineIsNoticedWhenTheDecisionSpeaksUp() {
        first(new Fault.Silent());
        RequestRow request = stage.ask("inline", "cancelled call");
        stage.awaitCall("first");
        stage.bean(WorkflowClient.class)
                .newUntypedWorkflowStub(request.workflowId())
                .cancel();
        Kept kept = stage.keep("inline-cancelled-during-an-attempt", request);
        assertThat(kept.answer().outcome()).isEqualTo("cancelled");
        assertThat(kept.events()).endsWith(EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
    }

    @Test
    void aRequestConcludedDuringAnAttempt() {
        first(new Fault.Silent());
        RequestRow request = stage.ask("inline", "concluded during a call");
        stage.awaitCall("first");
        stage.bean(Conclusions.class)
                .conclude(new Conclusion(
                        request.id().toString(),
                        request.policyHash(),
                        new Conclusion.Cancelled("its caller has left"),
                        List.of(),
                        List.of()));
        Kept kept = stage.keep("inline-concluded-during-an-attempt", request);
        assertThat(kept.answer().outcome()).isEqualTo("cancelled");
        assertThat(stage.stack().simulator().calls().total("second")).isZero();
    }

    @Test
    void theCallOfALostWorkerIsSentAgainUnderTheSameNumber() {
        Kept kept = lostAfter("inline-lost-worker-sent-again", HistoryRecorderInlineIT::opened);
        served(kept, "primary", "[]");
        assertThat(kept.answer().attempts()).isEqualTo(1);
        assertThat(stage.bean(AttemptRepository.class).findSends(kept.answer().requestId(), 1))
                .isEqualTo(2);
    }

    @Test
    void theRecordOfALostWorkerConcludesAndIsNotPaidForAgain() {
        Kept kept = lostAfter("inline-lost-worker-after-its-record", real()::attempt);
        served(kept, "primary", "[]");
        assertThat(kept.events()).contains(EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
        assertThat(stage.stack().simulator().calls().total("first")).isEqualTo(1);
    }

    @Test
    void theCallOfAWorkerThatWasLostAfterItHadSpokenUpIsSentAgain() {
        Kept kept = lostAfter("inline-lost-worker-that-had-spoken-up", order -> {
            opened(order);
            stage.awaitEvents(1, EVENT_TYPE_WORKFLOW_TASK_COMPLETED, stage.workflowOf(order.requestId()));
        });
        served(kept, "primary", "[]");
        assertThat(kept.answer().attempts()).isEqualTo(1);
    }

    @Test
    void theResultOfACallThatDoesNotReturnIsRecalled() {
        RequestRow request = stage.accept(brisk, DEADLINE, "recalled");
        WorkerFactory worker = stage.startOn(
                hands(order -> {
                    real().attempt(order);
                    return die();
                }),
                request);
        Kept kept = stage.keep("inline-recalled-with-its-result", request);
        end.complete(null);
        worker.shutdownNow();
        served(kept, "primary", "[]");
        assertThat(stage.stack().simulator().calls().total("first")).isEqualTo(1);
    }

    /** A worker gets so far with the first call, and is no more; another takes the decision up once it has timed out. */
    private Kept lostAfter(String name, Made made) {
        RequestRow request = stage.accept(like, DEADLINE, name);
        WorkerFactory lost = stage.startOn(
                hands(order -> {
                    made.by(order);
                    return die();
                }),
                request);
        try {
            died.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lost.shutdownNow();
        WorkerFactory next = stage.takeOver(real(), request);
        try {
            Kept kept = stage.keep(name, request);
            assertThat(kept.events()).containsAnyOf(LOST);
            return kept;
        } finally {
            end.complete(null);
            next.shutdownNow();
        }
    }

    private static final EventType[] LOST = {
        EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    };

    /** Says nothing any more, whoever asks it to stop. */
    private AttemptResult die() {
        died.countDown();
        end.join();
        throw new IllegalStateException("dead");
    }

    /** Before it is sent. */
    private static void opened(AttemptOrder order) {
        stage.bean(AttemptRepository.class)
                .open(
                        UUID.fromString(order.requestId()),
                        order.number(),
                        order.rung(),
                        order.tier(),
                        order.provider(),
                        order.model(),
                        Instant.now(),
                        false);
    }

    private static Attempts real() {
        return stage.bean(Attempts.class);
    }

    private static Fault overloaded() {
        return new Fault.Echo(Fault.status(529));
    }

    private static void first(Fault fault) {
        stage.stack().simulator().faults().set("first", fault);
    }

    private static void served(Kept kept, String tier, String classes) {
        assertThat(kept.answer().outcome()).isEqualTo("answered");
        assertThat(kept.answer().tier()).isEqualTo(tier);
        assertThat(kept.answer().classes().replace(" ", "")).isEqualTo(classes);
    }

    private interface Made {
        void by(AttemptOrder order);
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
