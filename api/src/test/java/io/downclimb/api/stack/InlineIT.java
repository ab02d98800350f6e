package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.activities.request.CallsUnderWay;
import io.downclimb.activities.request.DeadlineGuard;
import io.downclimb.db.AnswerRepository;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRepository;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Call;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.request.RequestWorkflow;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.common.SearchAttributes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that are made next to the decision, on two nodes over one Postgres and one Temporal: whoever ends a request ends its call, wherever it is made,
 * and what lasts longer than a decision may is answered all the same, once.
 */
class InlineIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** What a provider may need to notice that a call was closed. */
    private static final Duration CLOSED = Duration.ofSeconds(2);
    /** A node looks each 800 ms for what others have concluded, so two looks are the most, and what a busy machine needs beside. */
    private static final Duration CLOSED_ELSEWHERE = Duration.ofSeconds(4);
    /** Longer than a decision that says nothing may take (5 s, and it speaks up after 4 s). */
    private static final Fault LONG = new Fault.SlowHeaders(6_000);

    private static Simulator simulator;
    private static Stack one;
    private static Stack two;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(0);
        String yaml = "providers:\n" + Installation.provider("up", ", breaker: off")
                + Installation.provider("down", ", breaker: off") + """
                routes:
                  inline:
                    deadline: 20s
                    ladder:
                      - {tier: primary, provider: up, model: a-model, budget: 12s, retries: 2, execution: inline}
                      - {tier: secondary, provider: down, model: b-model, budget: 6s, execution: inline}
                      - {tier: canned, text: "later"}
                  brief:
                    deadline: 3s
                    ladder:
                      - {tier: primary, provider: up, model: a-model, budget: 1s, retries: 2, execution: inline}
                      - {tier: secondary, provider: down, model: b-model, budget: 1s, execution: inline}
                      - {tier: canned, text: "later"}
                """;
        Installation installation = new Installation(
                simulator, SharedStack.newDatabase(), SharedStack.postgres(), SharedStack.temporal(), yaml);
        one = installation.node();
        two = installation.node();
        one.ask("inline", "warm up");
        two.ask("inline", "warm up, too");
    }

    @AfterAll
    static void stop() {
        two.node().close();
        one.close();
    }

    @BeforeEach
    void healthy() {
        simulator.faults().clearAll();
        simulator.calls().reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/requests"})
    void whoHangsUpEndsTheCallAndNoOtherFollows(String path) throws IOException {
        simulator.faults().set("up", new Fault.Silent());
        String field = path.endsWith("requests") ? "route" : "model";
        try (Caller caller = Caller.post(one, path, body(field, "hangs up"))) {
            String id = awaitCall();
            caller.hangUp();
            awaitClosed(CLOSED);
            assertThat(conclusion(id).outcome()).isEqualTo("cancelled");
            awaitWorkflowEnd(id);
            assertNothingIsLabelled(id);
            assertThat(simulator.calls().total("up")).isEqualTo(1);
            assertThat(simulator.calls().total("down")).isZero();
        }
    }

    @Test
    void aRetryThatWaitsIsNotSentOnceItsCallerHasHungUp() throws IOException {
        simulator.faults().set("up", Fault.status(429, "5"));
        try (Caller caller = Caller.post(one, "/v1/requests", body("route", "hangs up amid the wait"))) {
            String id = awaitCall();
            Patiently.await(
                    SOON,
                    () -> one.get("/v1/requests/" + id).json(),
                    request ->
                            request.at("/trail/attempts/0/error_class").asText().equals("RATE_LIMITED"));
            caller.hangUp();
            assertThat(conclusion(id).outcome()).isEqualTo("cancelled");
            awaitWorkflowEnd(id);
            assertThat(simulator.calls().total("up")).isEqualTo(1);
            assertThat(simulator.calls().total("down")).isZero();
        }
    }

    @Test
    void aCancelAtAnotherNodeEndsTheCall() {
        simulator.faults().set("up", new Fault.Silent());
        String id = accepted("cancelled elsewhere");
        Stack elsewhere = other(makes(id));
        Stack.Answer cancelled = elsewhere.post("/v1/requests/" + id + "/cancel", "");
        assertThat(cancelled.json().path("state").asText()).isEqualTo("cancelled");
        awaitClosed(CLOSED_ELSEWHERE);
        awaitWorkflowEnd(id);
        assertThat(conclusion(id).outcome()).isEqualTo("cancelled");
        assertNothingIsLabelled(id);
        assertThat(simulator.calls().total("up")).isEqualTo(1);
        assertThat(simulator.calls().total("down")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDeadlineGuardEndsTheCallAtItsNodeAndAtAnother(boolean atItsNode) {
        simulator.faults().set("up", new Fault.Silent());
        String id = accepted("guarded");
        Stack node = atItsNode ? makes(id) : other(makes(id));
        bean(node, DeadlineGuard.class).conclude(id, policyOf(id));
        awaitClosed(atItsNode ? CLOSED : CLOSED_ELSEWHERE);
        awaitWorkflowEnd(id);
        AnswerRow answer = conclusion(id);
        assertThat(answer.tier()).isEqualTo("canned");
        assertThat(answer.attempts()).isEqualTo(1);
        assertThat(simulator.calls().total("up")).isEqualTo(1);
        assertThat(simulator.calls().total("down")).isZero();
    }

    @Test
    void nobodyWaitsBeyondTheDeadlineForCallsThatStaySilent() {
        simulator.faults().set("up", new Fault.Silent());
        simulator.faults().set("down", new Fault.Silent());
        Stack.Answer answer = one.ask("brief", "silence");
        assertThat(answer.header("downclimb-tier")).isEqualTo("canned");
        assertThat(answer.tookMs()).isLessThan(3_000);
        JsonNode attempts = trail(answer.requestId());
        assertThat(attempts)
                .extracting(each -> each.path("error_class").asText())
                .containsExactly("SILENT", "SILENT");
        assertThat(simulator.calls().all()).allMatch(Call::clientGone).hasSize(2);
    }

    @Test
    void aCallThatLastsLongerThanADecisionMayIsAnsweredOnce() {
        simulator.faults().set("up", LONG);
        Stack.Answer answer = one.ask("inline", "takes long");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.header("downclimb-attempts")).isEqualTo("1");
        assertThat(answer.tookMs()).isGreaterThanOrEqualTo(6_000);
        String id = answer.requestId();
        awaitWorkflowEnd(id);
        assertThat(simulator.calls().all()).hasSize(1);
        assertThat(trail(id)).singleElement().satisfies(attempt -> {
            assertThat(attempt.path("outcome").asText()).isEqualTo("whole");
            assertThat(attempt.path("sends").asInt()).isEqualTo(1);
        });
        List<EventType> events = events(id);
        assertThat(events)
                .as("it spoke up in between")
                .filteredOn(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED::equals)
                .hasSizeGreaterThan(1);
        assertThat(events)
                .doesNotContain(
                        EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
                        EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
                        EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    }

    @Test
    void aCancelThroughTheEngineIsNoticedWhenTheDecisionSpeaksUp() {
        simulator.faults().set("up", new Fault.Silent());
        String id = accepted("cancelled through the engine");
        makes(id);
        bean(one, WorkflowClient.class).newUntypedWorkflowStub(workflow(id)).cancel();
        assertThat(conclusion(id).outcome()).isEqualTo("cancelled");
        awaitClosed(CLOSED);
        awaitWorkflowEnd(id);
        assertThat(events(id)).endsWith(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
        assertNothingIsLabelled(id);
        assertThat(simulator.calls().total("up")).isEqualTo(1);
        assertThat(simulator.calls().total("down")).isZero();
    }

    @Test
    void anAnswerThatCameBeforeTheEnginesCancelWasNoticedStands() {
        simulator.faults().set("up", new Fault.SlowHeaders(1_500));
        String id = accepted("answered meanwhile");
        makes(id);
        bean(one, WorkflowClient.class).newUntypedWorkflowStub(workflow(id)).cancel();
        assertThat(conclusion(id).outcome()).isEqualTo("answered");
        awaitWorkflowEnd(id);
        assertThat(simulator.calls().all()).hasSize(1);
    }

    /** Sends a request that nobody waits for, and returns its id once its call has arrived. */
    private static String accepted(String prompt) {
        String id = one.post("/v1/requests", body("route", prompt), "Prefer", "respond-async")
                .requestId();
        assertThat(awaitCall()).isEqualTo(id);
        return id;
    }

    private static String body(String field, String prompt) {
        return "{\"%s\":\"inline\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(field, prompt);
    }

    /** The node that makes the request's call. */
    private static Stack makes(String id) {
        return Patiently.await(
                        SOON,
                        () -> List.of(one, two).stream()
                                .filter(node -> bean(node, CallsUnderWay.class)
                                        .inlineSince(Instant.now())
                                        .contains(UUID.fromString(id)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Stack other(Stack node) {
        return node == one ? two : one;
    }

    private static String policyOf(String id) {
        return bean(one, RequestRepository.class)
                .findById(UUID.fromString(id))
                .orElseThrow()
                .policyHash();
    }

    private static AnswerRow conclusion(String id) {
        return Patiently.await(
                        SOON,
                        () -> bean(two, AnswerRepository.class).findByRequestId(UUID.fromString(id)),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static JsonNode trail(String id) {
        return one.get("/v1/requests/" + id).json().at("/trail/attempts");
    }

    private static List<EventType> events(String id) {
        return bean(one, WorkflowClient.class).fetchHistory(workflow(id)).getEvents().stream()
                .map(HistoryEvent::getEventType)
                .toList();
    }

    private static void awaitWorkflowEnd(String id) {
        WorkflowClient temporal = bean(one, WorkflowClient.class);
        Patiently.await(
                SOON,
                () -> temporal.newUntypedWorkflowStub(workflow(id)).describe().getStatus(),
                status -> status != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    }

    /** A request begins with the labels it most likely ends with: one without an answer loses them. */
    private static void assertNothingIsLabelled(String id) {
        SearchAttributes labels = bean(one, WorkflowClient.class)
                .newUntypedWorkflowStub(workflow(id))
                .describe()
                .getTypedSearchAttributes();
        assertThat(labels.get(RequestWorkflow.ROUTE)).isEqualTo("inline");
        assertThat(Optional.ofNullable(labels.get(RequestWorkflow.TIER))).isEmpty();
        assertThat(Optional.ofNullable(labels.get(RequestWorkflow.PROVIDER))).isEmpty();
        assertThat(Optional.ofNullable(labels.get(RequestWorkflow.DEGRADED))).isEmpty();
    }

    private static String workflow(String id) {
        return "request/default/" + id;
    }

    private static <T> T bean(Stack node, Class<T> type) {
        return node.node().context().getBean(type);
    }

    /** The request whose call came first. */
    private static String awaitCall() {
        assertThat(awaits(SOON, call -> true)).as("a call").isTrue();
        return String.valueOf(simulator.calls().all().getFirst().callerRequest());
    }

    private static void awaitClosed(Duration atMost) {
        assertThat(awaits(atMost, Call::clientGone))
                .as("closed within %s: %s", atMost, simulator.calls().all())
                .isTrue();
    }

    private static boolean awaits(Duration atMost, Predicate<Call> expected) {
        try {
            return simulator.calls().await(atMost, calls -> calls.stream().anyMatch(expected));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
