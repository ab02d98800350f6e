package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.downclimb.activities.judge.JudgeDesk;
import io.downclimb.activities.request.PolicyBook;
import io.downclimb.api.request.TaskQueue;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.downclimb.workflows.activity.Judges;
import io.downclimb.workflows.judge.JudgeOrder;
import io.downclimb.workflows.judge.JudgeWorkflow;
import io.downclimb.workflows.judge.Judgement;
import io.downclimb.workflows.judge.Sampling;
import io.downclimb.workflows.policy.Policy;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Are answers judged once they have left, by somebody else, and is a judge in trouble missing data and nothing more? */
class JudgeIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String QUESTION = "marker-question-" + UUID.randomUUID();
    private static final String REASON = "marker-reason-" + UUID.randomUUID();
    private static final String RUBRIC = "marker-rubric-" + UUID.randomUUID();

    private static Stack stack;
    private static Records records;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path rubric = Files.writeString(folder.resolve("rubric.md"), RUBRIC);
        Path anchors = Files.writeString(folder.resolve("anchors.yaml"), """
                - {question: How so, answer: "Like this, and then like that.", score: 0.9}
                - {question: Why so, answer: "I am sure this is fine.", score: 0.1}
                - {question: When so, answer: "lantern of Tuesday seven gravel", score: 0.1}
                """);
        records = new Records(SharedStack.newDatabase());
        stack = Stack.start(
                route("plain", rubric, null, 1, "second/plain-judge")
                        + route("half", rubric, null, 0.5, "second/half-judge")
                        + route("never", rubric, null, 0, "second/never-judge")
                        + route("outage", rubric, anchors, 1, "second/outage-judge")
                        + route("drift", rubric, anchors, 1, "second/drifting-judge", "same/good-judge")
                        + route("own", rubric, null, 1, "first/own-judge", "second/plain-judge")
                        + route("refusing", rubric, null, 1, "second/plain-judge")
                        + route("drifted", rubric, anchors, 1, "second/lone-drifter"),
                records.jdbcUrl(),
                SharedStack.postgres(),
                SharedStack.temporal());
        stack.simulator().faults().answer("second", "drifting-judge", "{\"score\": 0.5, \"reason\": \"as always\"}");
        stack.simulator().faults().answer("second", "lone-drifter", "{\"score\": 0.5, \"reason\": \"as always\"}");
        stack.simulator().faults().set("second", "outage-judge", Fault.status(529));
        stack.simulator().faults().set("first", "refusing-model", new Fault.ContentFilter(true));
        stack.simulator().faults().answer("second", "half-judge", "{\"score\": 0.75, \"reason\": \"" + REASON + "\"}");
    }

    private static String route(String name, Path rubric, Path anchors, double sample, String... judges) {
        List<String> bench = new ArrayList<>();
        for (String judge : judges) {
            String[] parts = judge.split("/", 2);
            bench.add("{provider: %s, model: %s}".formatted(parts[0], parts[1]));
        }
        return """
                %s:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: %s-model, budget: 4s, quality: 0.7}
                    - {tier: canned, text: "We cannot answer right now."}
                  judge: {rubric: '%s', %ssample: %s, judges: [%s]}
                """.formatted(
                        name,
                        name,
                        rubric,
                        anchors == null ? "" : "anchors: '%s', ".formatted(anchors),
                        sample,
                        String.join(", ", bench));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static String judged(String requestId) {
        return Patiently.await(
                        SOON,
                        () -> records.texts(
                                "select j::text from judgements j where request_id::text = ? and attempt = 1",
                                requestId),
                        rows -> !rows.isEmpty())
                .getFirst();
    }

    private static String column(String requestId, String column) {
        judged(requestId);
        return records.texts("select " + column + " from judgements where request_id::text = ?", requestId)
                .getFirst();
    }

    private static int asked(String provider, String requestId) {
        return stack.simulator().calls().count(provider, "judge/" + requestId);
    }

    @Test
    void anAnswerIsJudgedOnAnotherProviderAndCounts() {
        Stack.Answer answer = stack.ask("plain", "how is it judged");
        String id = answer.requestId();
        assertThat(column(id, "judge_provider || '/' || judge_model")).isEqualTo("second/plain-judge");
        assertThat(column(id, "provider || '/' || model")).isEqualTo("first/plain-model");
        assertThat(column(id, "route || '/' || tier")).isEqualTo("plain/primary");
        assertThat(Double.parseDouble(column(id, "score"))).isBetween(0.0, 1.0);
        assertThat(column(id, "missing")).isNull();
        assertThat(column(id, "counted")).isEqualTo("t");
        assertThat(Long.parseLong(column(id, "input_tokens"))).isPositive();
        assertThat(records.count(
                        "select count(*) from policy_texts t join judgements j on j.rubric = t.hash"
                                + " where t.text like 'marker-rubric-%' and j.request_id::text = ?",
                        id))
                .isEqualTo(1);
        assertThat(asked("second", id)).isEqualTo(1);
    }

    @Test
    void theAnsweringProvidersOwnJudgeIsPassedOver() {
        String id = stack.ask("own", "who may judge").requestId();
        assertThat(column(id, "judge_provider")).isEqualTo("second");
        assertThat(asked("first", id)).isZero();
    }

    @Test
    void theSampleIsThatOfTheHash() {
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            ids.add(stack.ask("half", "one of many " + n).requestId());
        }
        List<String> chosen =
                ids.stream().filter(id -> Sampling.chosen(id, 0.5)).toList();
        chosen.forEach(JudgeIT::judged);
        ids.stream()
                .filter(id -> !chosen.contains(id))
                .forEach(id -> assertThat(asked("second", id)).isZero());
    }

    @Test
    void questionsAnswersRubricsAndReasonsStayOutOfTemporal() {
        String id = Patiently.await(
                SOON,
                () -> stack.ask("half", QUESTION + " " + UUID.randomUUID()).requestId(),
                request -> Sampling.chosen(request, 0.5));
        judged(id);
        WorkflowClient client = stack.node().context().getBean(WorkflowClient.class);
        String workflow = JudgeWorkflow.workflowId(id, 1);
        Judgement result = client.newUntypedWorkflowStub(workflow).getResult(Judgement.class);
        assertThat(result.score()).isEqualTo(0.75);
        assertThat(records.texts(
                        "select convert_from(body, 'UTF8') from contents where kind = 'judgement' and request_id::text = ?",
                        id))
                .singleElement()
                .asString()
                .contains(REASON);
        String held = whatTemporalHolds(client, workflow);
        assertThat(held).contains(id).contains("half primary");
        assertThat(held.contains(QUESTION)).as("question").isFalse();
        assertThat(held.contains("Simulated answer")).as("answer").isFalse();
        assertThat(held.contains(RUBRIC)).as("rubric").isFalse();
        assertThat(held.contains(REASON)).as("reason").isFalse();
        assertThat(String.join("", records.texts("select j::text from judgements j")))
                .doesNotContain(REASON);
    }

    @Test
    void aJudgeThatIsDownIsMissingDataAndItsVerdictIsOpen() {
        String id = stack.ask("outage", "is it down").requestId();
        assertThat(column(id, "score")).isNull();
        assertThat(column(id, "missing")).isEqualTo("failed");
        assertThat(column(id, "counted")).isEqualTo("f");
        assertThat(records.texts(
                        "select coalesce(checked_at::text, 'never') || quarantined from judges where model = ?",
                        "outage-judge"))
                .containsExactly("neverfalse");
        stack.simulator().faults().set("second", "outage-judge", new Fault.Healthy());
        String later = stack.ask("outage", "is it back").requestId();
        assertThat(column(later, "score")).as("it speaks again").isNotNull();
        assertThat(column(later, "counted")).as("nobody has checked it yet").isEqualTo("f");
    }

    @Test
    void aJudgeFarFromItsAnchorsIsQuarantinedAndTheNextOneJudges() {
        String id = stack.ask("drift", "who is sober").requestId();
        assertThat(column(id, "judge_provider || '/' || judge_model")).isEqualTo("same/good-judge");
        assertThat(column(id, "counted")).isEqualTo("t");
        assertThat(records.texts("select quarantined || ' ' || distance from judges where model = 'drifting-judge'"))
                .singleElement()
                .asString()
                .startsWith("true 0.4");
        assertThat(records.count("select input_tokens from judges where model = 'drifting-judge'"))
                .isPositive();
        assertThat(records.count("select count(*) from judges where model = 'good-judge' and not quarantined"
                        + " and checked_at is not null"))
                .isEqualTo(1);
    }

    @Test
    void whereEveryJudgeIsQuarantinedNobodyIsAsked() {
        String id = stack.ask("drifted", "anyone left").requestId();
        WorkflowClient client = stack.node().context().getBean(WorkflowClient.class);
        String workflow = JudgeWorkflow.workflowId(id, 1);
        Patiently.await(SOON, () -> exists(client, workflow), there -> there);
        assertThat(client.newUntypedWorkflowStub(workflow).getResult(Judgement.class))
                .isEqualTo(new Judgement(null, "quarantined", null));
        assertThat(asked("second", id)).isZero();
    }

    @Test
    void whatWasErasedIsNotShownToAJudge() throws Exception {
        String id = stack.ask("never", "forget this").requestId();
        erase(id);
        WorkflowClient client = stack.node().context().getBean(WorkflowClient.class);
        JudgeWorkflow workflow = client.newWorkflowStub(
                JudgeWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(JudgeWorkflow.workflowId(id, 1))
                        .setTaskQueue(
                                stack.node().context().getBean(TaskQueue.class).name())
                        .build());
        assertThat(workflow.run(order(id, "never"))).isEqualTo(new Judgement(null, "erased", null));
        assertThat(asked("second", id)).isZero();
    }

    @Test
    void aJudgementIsNotPaidForAgain() {
        String id = stack.ask("plain", "only once").requestId();
        Double score = Double.valueOf(column(id, "score"));
        Judges judges = stack.node().context().getBean(Judges.class);
        assertThat(judges.judge(order(id, "plain")).score()).isEqualTo(score);
        assertThat(asked("second", id)).isEqualTo(1);
        assertThat(records.count("select count(*) from judgements where request_id::text = ?", id))
                .isEqualTo(1);
    }

    @Test
    void refusalsAndTextsOfPeopleAreNotJudged() {
        String refused = stack.ask("refusing", "say something bad").requestId();
        String answered = stack.ask("plain", "and now something good").requestId();
        judged(answered);
        assertThat(records.count("select count(*) from judgements where request_id::text = ?", refused))
                .isZero();
        assertThat(asked("second", refused)).isZero();
    }

    @Test
    void aProbeIsJudgedWithoutARecord() throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode chat = (ObjectNode) json.readTree("{\"messages\":[{\"role\":\"user\",\"content\":\"probe\"}]}");
        ObjectNode answer =
                (ObjectNode) json.readTree("{\"choices\":[{\"message\":{\"content\":\"Probed, and well.\"}}]}");
        Policy policy = policy("plain");
        Judgement judgement =
                stack.node().context().getBean(JudgeDesk.class).judgeProbe(policy, 0, chat, answer, "first");
        assertThat(judgement.score()).isBetween(0.0, 1.0);
        assertThat(judgement.judge())
                .isEqualTo(policy.judge().version(policy.judge().judges().getFirst()));
        assertThat(stack.node().context().getBean(JudgeDesk.class).judgeProbe(policy, 0, chat, answer, "second"))
                .isEqualTo(new Judgement(null, "no-judge", null));
        assertThat(stack.simulator().calls().count("second", "judge/probe")).isEqualTo(1);
    }

    private static Policy policy(String route) {
        String hash = records.texts("select hash from policies where route = ?", route)
                .getFirst();
        return stack.node().context().getBean(PolicyBook.class).policy(hash);
    }

    private static JudgeOrder order(String requestId, String route) {
        String hash = records.texts("select hash from policies where route = ?", route)
                .getFirst();
        return new JudgeOrder(requestId, hash, 1, 0, "first", route + "-model", 0);
    }

    private static void erase(String requestId) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest delete = HttpRequest.newBuilder(stack.uri("/v1/requests/" + requestId))
                    .DELETE()
                    .build();
            assertThat(http.send(delete, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isBetween(200, 204);
        }
    }

    private static boolean exists(WorkflowClient client, String workflow) {
        try {
            client.newUntypedWorkflowStub(workflow).describe();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static String whatTemporalHolds(WorkflowClient client, String workflowId) {
        WorkflowServiceBlockingStub temporal = client.getWorkflowServiceStubs().blockingStub();
        String namespace = client.getOptions().getNamespace();
        WorkflowExecution execution =
                WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();
        ByteString description = temporal.describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(execution)
                        .build())
                .toByteString();
        ByteString history = temporal.getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(execution)
                        .build())
                .getHistory()
                .toByteString();
        return description.toString(StandardCharsets.ISO_8859_1) + history.toString(StandardCharsets.ISO_8859_1);
    }
}
