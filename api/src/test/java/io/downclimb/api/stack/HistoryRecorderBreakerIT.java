package io.downclimb.api.stack;

import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.stack.HistoryRecorderStage.Kept;
import io.downclimb.db.RequestRow;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.judge.JudgeWorkflow;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusWorkflow;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records what breakers do to requests, and the histories of breakers, judges and status pages themselves. See {@link HistoryRecorderIT}; each
 * test has a provider, and so a breaker, of its own.
 */
@EnabledIfSystemProperty(named = "downclimb.record", matches = "true")
class HistoryRecorderBreakerIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ACTION = "{\"reason\":\"maintenance\",\"author\":\"Ada\"}";
    private static HistoryRecorderStage stage;
    private static Simulator simulator;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path rubric = Files.writeString(folder.resolve("rubric.md"), "RUBRIC-MARKER: is the answer right?");
        simulator = Simulator.start(0);
        StringBuilder yaml = new StringBuilder("providers:\n");
        for (String name : List.of("lives", "waits", "spent", "operated", "judged", "backup")) {
            yaml.append(Installation.provider(name, ""));
        }
        yaml.append("  keyed: {api: openai-chat, base-url: \"SIM/keyed/v1\", keys: [\"${ONE}\", \"${TWO}\"]}\n");
        yaml.append(Installation.provider(
                "paged",
                ", status: {kind: statuspage, urls: [\"SIM/status/paged/api/v2/summary.json\"], components: [api]}"));
        yaml.append("routes:\n");
        for (String name : List.of("lives", "waits", "spent", "operated", "keyed", "paged")) {
            int retries = name.equals("waits") || name.equals("spent") ? 5 : 0;
            yaml.append(BreakerStage.route(name, name, ", retries: " + retries).indent(2));
        }
        for (String judge : List.of("good-judge", "bad-judge")) {
            yaml.append("""
                    %s:
                      deadline: 10s
                      ladder:
                        - {tier: primary, provider: judged, model: a-model, budget: 4s, quality: 0.7}
                        - {tier: canned, text: "CANNED-MARKER"}
                      judge: {rubric: '%s', sample: 1, judges: [{provider: backup, model: %s}]}
                    """.formatted(judge, rubric, judge).indent(2));
        }
        stage = new HistoryRecorderStage(new Installation(
                        simulator,
                        SharedStack.newDatabase(),
                        SharedStack.postgres(),
                        SharedStack.temporal(),
                        yaml.toString())
                .node(Map.of("downclimb.status.interval", "500ms")));
        simulator.faults().set("backup", "bad-judge", new Fault.Echo(Fault.status(529)));
        simulator
                .faults()
                .answer("backup", "good-judge", "{\"score\": 0.75, \"reason\": \"REASON-MARKER: it is right\"}");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aBreakerTripsAndComesBack() {
        simulator.faults().set("lives", new Fault.Echo(Fault.status(529)));
        for (int call = 0; call < 6; call++) {
            stage.awaitEnd(stage.ask("lives", "trips").workflowId());
        }
        BreakerStage.awaitHealth(stage.stack(), "lives", SOON, Phase.OPEN);
        Kept kept = stage.keep("kept-back-by-an-open-breaker", stage.ask("lives", "kept back"));
        assertThat(kept.answer().tier()).isEqualTo("secondary");
        assertThat(kept.answer().skipped()).contains("breaker health is");
        awaitCause("lives", "probe bad");
        simulator.faults().clear("lives");
        BreakerStage.awaitHealth(stage.stack(), "lives", Duration.ofSeconds(60), Phase.CLOSED);
        assertThat(causes("lives")).contains("probe bad", "probe good");
        stage.keepRunning("breaker-trips-and-comes-back", BreakerWorkflow.workflowId("lives"));
    }

    @Test
    void anAttemptIsHeldSinceTheBreakerOpenedInItsWait() {
        simulator.faults().set("waits", Fault.status(429, "3"));
        RequestRow request = stage.ask("waits", "wait");
        stage.awaitEvents(2, EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, request.workflowId());
        operate("waits", "open");
        Kept kept = stage.keep("held-since-the-breaker-opened", request);
        assertThat(kept.answer().tier()).isEqualTo("secondary");
        assertThat(kept.answer().skipped()).contains("breaker health is open (operator)");
        assertThat(simulator.calls().total("waits")).isEqualTo(1);
    }

    @Test
    void anAttemptIsHeldSinceRetriesAreSpent() {
        simulator.faults().set("spent", Fault.status(429, "0"));
        Kept kept = stage.keep("held-since-retries-are-spent", stage.ask("spent", "spend"));
        assertThat(kept.answer().tier()).isEqualTo("secondary");
        assertThat(kept.answer().skipped()).contains("the retries of provider spent are spent");
        assertThat(simulator.calls().total("spent")).isEqualTo(4);
    }

    @Test
    void aSecondKeyAnswers() {
        simulator.faults().set("keyed", new Fault.OnKey("sk-one-secret", new Fault.Echo(new Fault.BrokenKey())));
        Kept kept = stage.keep("second-key-answers", stage.ask("keyed", "another key"));
        assertThat(kept.answer().tier()).isEqualTo("primary");
        assertThat(kept.answer().attempts()).isEqualTo(2);
        Patiently.await(
                SOON,
                () -> BreakerStage.view(stage.stack(), "keyed").circuits(),
                circuits -> circuits.stream()
                        .anyMatch(circuit -> circuit.id() instanceof CircuitId.Key && circuit.phase() == Phase.OPEN));
        stage.keepRunning("breaker-latches-a-key", BreakerWorkflow.workflowId("keyed"));
    }

    @Test
    void aBreakerObeysAnOperator() {
        stage.awaitEnd(stage.ask("operated", "before").workflowId());
        operate("operated", "open");
        stage.awaitEnd(stage.ask("operated", "kept back").workflowId());
        operate("operated", "release");
        operate("operated", "close");
        WorkflowExecutionHistory history =
                stage.keepRunning("breaker-obeys-an-operator", BreakerWorkflow.workflowId("operated"));
        assertThat(count(history, EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED))
                .isEqualTo(3);
    }

    @Test
    void aJudgeScores() {
        keepJudgement("judge-scores-an-answer", stage.ask("good-judge", "judged"));
    }

    @Test
    void aJudgeDoesNotAnswer() {
        keepJudgement("judge-does-not-answer", stage.ask("bad-judge", "not judged"));
    }

    private static void keepJudgement(String name, RequestRow request) {
        stage.awaitEnd(request.workflowId());
        String judge = JudgeWorkflow.workflowId(request.id().toString(), 1);
        WorkflowClient client = stage.bean(WorkflowClient.class);
        Patiently.await(
                SOON,
                () -> client.listExecutions("WorkflowId = '" + judge + "'").count(),
                started -> started == 1);
        stage.awaitEnd(judge);
        stage.keepRunning(name, judge);
    }

    @Test
    void aStatusPageIsRead() {
        String page = stage.bean(WorkflowClient.class)
                .listExecutions("WorkflowType = 'Status'")
                .findFirst()
                .orElseThrow()
                .getExecution()
                .getWorkflowId();
        stage.awaitEvents(2, EVENT_TYPE_ACTIVITY_TASK_COMPLETED, page);
        simulator.statusPages().component("paged", "api", "major_outage");
        Patiently.await(
                SOON,
                () -> BreakerStage.view(stage.stack(), "paged").status(),
                level -> level == StatusLevel.MAJOR_OUTAGE);
        WorkflowExecutionHistory history = stage.keepRunning("status-page-is-read", page);
        assertThat(page).startsWith(StatusWorkflow.workflowId(""));
        assertThat(count(history, EVENT_TYPE_ACTIVITY_TASK_COMPLETED)).isGreaterThan(2);
    }

    private static void operate(String provider, String action) {
        Stack.Answer answer = stage.stack().post("/v1/breakers/" + provider + "/" + action, ACTION);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }

    private static void awaitCause(String provider, String cause) {
        Patiently.await(SOON, () -> causes(provider), causes -> causes.contains(cause));
    }

    private static List<String> causes(String provider) {
        return BreakerStage.transitions(stage.stack(), provider).stream()
                .map(one -> one.path("cause").asText())
                .toList();
    }

    private static long count(WorkflowExecutionHistory history, EventType type) {
        return history.getEvents().stream()
                .map(HistoryEvent::getEventType)
                .filter(one -> one == type)
                .count();
    }
}
