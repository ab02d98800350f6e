package io.downclimb.api.stack;

import static io.temporal.api.enums.v1.EventType.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a request costs on each way through the ladder: statements as Postgres counts them, events as Temporal records them. */
class RequestCostIT {
    private static final int REQUESTS = 6;
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final List<EventType> BEGIN = List.of(
            EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
            EVENT_TYPE_MARKER_RECORDED);
    private static final List<EventType> CALL = List.of(
            EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
            EVENT_TYPE_ACTIVITY_TASK_STARTED,
            EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
            EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    private static final List<EventType> STEP = List.of(EVENT_TYPE_MARKER_RECORDED);
    private static final List<EventType> LABEL = List.of(EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
    private static final List<EventType> END = List.of(EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);

    private static final Cost MISS = new Cost(
            Map.of("accept", 1L, "look up cache", 1L, "open", 1L, "finish and conclude", 1L, "fill cache", 1L),
            events(BEGIN, STEP, STEP, END));

    private static Stack stack;
    private static Statements statements;
    private static int questions;

    @BeforeAll
    static void start() {
        Records records = new Records(SharedStack.newDatabase());
        stack = Stack.start("""
                by-activity:
                  deadline: 20s
                  ladder:
                    - {tier: primary, provider: first, model: m, budget: 8s, retries: 0}
                    - {tier: secondary, provider: second, model: n, budget: 8s, retries: 0}
                    - {tier: canned, text: later}
                inline:
                  deadline: 20s
                  ladder:
                    - {tier: primary, provider: first, model: m, budget: 8s, retries: 0, execution: inline}
                    - {tier: secondary, provider: second, model: n, budget: 8s, retries: 0, execution: inline}
                    - {tier: canned, text: later}
                remembers:
                  deadline: 20s
                  ladder:
                    - {tier: cache, ttl: 10m}
                    - {tier: primary, provider: first, model: m, budget: 8s, retries: 0, execution: inline}
                remembers-at-door:
                  deadline: 20s
                  ladder:
                    - {tier: cache, ttl: 10m, at-door: true}
                    - {tier: primary, provider: first, model: m, budget: 8s, retries: 0, execution: inline}
                """, records.jdbcUrl(), SharedStack.postgres(), SharedStack.temporal());
        statements = new Statements(records);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void healthy() {
        stack.simulator().faults().clearAll();
    }

    @Test
    void anAnswerOfTheFirstRungTakesThreeStatementsAndItsTrips() {
        assertThat(cost("by-activity"))
                .isEqualTo(new Cost(
                        Map.of("accept", 1L, "open", 1L, "finish and conclude", 1L), events(BEGIN, CALL, END)));
    }

    @Test
    void anInlineAnswerSavesTheTripsAndKeepsTheStatements() {
        assertThat(cost("inline"))
                .isEqualTo(new Cost(
                        Map.of("accept", 1L, "open", 1L, "finish and conclude", 1L), events(BEGIN, STEP, END)));
    }

    @Test
    void aFallbackTakesTwoStatementsMoreAndTellsItsLabels() {
        stack.simulator().faults().set("first", new Fault.Status(503, null, null, null, Map.of()));
        assertThat(cost("by-activity"))
                .isEqualTo(new Cost(
                        Map.of("accept", 1L, "open", 2L, "finish", 1L, "finish and conclude", 1L),
                        events(BEGIN, CALL, CALL, LABEL, END)));
        assertThat(cost("inline"))
                .isEqualTo(new Cost(
                        Map.of("accept", 1L, "open", 2L, "finish", 1L, "finish and conclude", 1L),
                        events(BEGIN, STEP, STEP, LABEL, END)));
    }

    @Test
    void aCannedAnswerIsConcludedByItself() {
        stack.simulator().faults().set("first", new Fault.Status(503, null, null, null, Map.of()));
        stack.simulator().faults().set("second", new Fault.Status(503, null, null, null, Map.of()));
        assertThat(cost("inline"))
                .isEqualTo(new Cost(
                        Map.of("accept", 1L, "open", 2L, "finish", 2L, "conclude", 1L),
                        events(BEGIN, STEP, STEP, STEP, LABEL, END)));
    }

    @Test
    void aHitIsCheaperThanAMiss() {
        assertThat(cost("remembers")).isEqualTo(MISS);
        Cost hit = costOf("remembers", "the same question again and again");
        assertThat(hit)
                .isEqualTo(new Cost(
                        Map.of("accept", 1L, "look up cache", 1L, "read content", 1L, "conclude", 1L),
                        events(BEGIN, STEP, LABEL, END)));
    }

    @Test
    void aHitAtTheDoorStartsNoWorkflowAndAMissThereCostsWhatItDoesElsewhere() {
        assertThat(cost("remembers-at-door")).isEqualTo(MISS);
        String question = "asked at the door again and again";
        whole("remembers-at-door", question);
        Map<String, Long> before = statements.executed();
        List<String> hits = Stream.generate(() -> stack.ask("remembers-at-door", question))
                .limit(REQUESTS)
                .peek(answer -> assertThat(answer.header("downclimb-tier")).isEqualTo("cache"))
                .map(Stack.Answer::requestId)
                .toList();
        assertThat(statements.perRequestSince(before, REQUESTS))
                .isEqualTo(Map.of("look up cache", 1L, "read content", 1L, "accept and conclude", 1L));
        WorkflowClient temporal = stack.node().context().getBean(WorkflowClient.class);
        assertThat(hits)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThatThrownBy(() -> temporal.newUntypedWorkflowStub("request/default/" + id)
                                .describe())
                        .isInstanceOf(WorkflowNotFoundException.class));
    }

    /** What each of some requests cost: they must have cost the same. */
    private record Cost(Map<String, Long> statements, List<EventType> events) {}

    private static Cost cost(String route) {
        List<String> asked = new ArrayList<>();
        for (int request = 0; request < REQUESTS; request++) {
            asked.add("question %d".formatted(++questions));
        }
        return cost(route, asked);
    }

    private static Cost costOf(String route, String question) {
        whole(route, question);
        return cost(route, Collections.nCopies(REQUESTS, question));
    }

    private static Cost cost(String route, List<String> asked) {
        Map<String, Long> before = statements.executed();
        List<List<EventType>> events = asked.stream()
                .map(question -> whole(route, question))
                .distinct()
                .toList();
        assertThat(events).as("all alike").hasSize(1);
        return new Cost(statements.perRequestSince(before, asked.size()), events.getFirst());
    }

    /** Asks, waits until the workflow has ended, too, and returns its events. */
    private static List<EventType> whole(String route, String question) {
        Stack.Answer answer = stack.ask(route, question);
        assertThat(answer.status()).isEqualTo(200);
        WorkflowClient temporal = stack.node().context().getBean(WorkflowClient.class);
        return Patiently.await(
                SOON,
                () -> temporal.fetchHistory("request/default/" + answer.requestId()).getEvents().stream()
                        .map(event -> event.getEventType())
                        .toList(),
                events -> events.getLast() == EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    }

    @SafeVarargs
    private static List<EventType> events(List<EventType>... parts) {
        return List.of(parts).stream().flatMap(List::stream).toList();
    }
}
