package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers from the cache on routes that serve them before a workflow is started. */
class DoorHitIT {
    private static final String REQUESTS = "/v1/requests";
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Stack stack;
    private static Records records;

    @BeforeAll
    static void start() {
        records = new Records(SharedStack.newDatabase());
        String rungs = """
                - {tier: primary, provider: second, model: well, budget: 4s, retries: 0}
                - {tier: secondary, provider: first, model: well, budget: 4s, retries: 0}
                - {tier: canned, text: "later"}
                """.indent(4);
        stack = Stack.start(
                route("at-door", "", "at-door: true", rungs)
                        + route("in-workflow", "", "at-door: false", rungs)
                        + route("live", "streaming: live", "at-door: true", rungs)
                        + route("breaks", "", "at-door: true", rungs.replace("model: well", "model: m")),
                records.jdbcUrl(),
                SharedStack.postgres(),
                SharedStack.temporal());
    }

    private static String route(String name, String setting, String atDoor, String rungs) {
        return name + ":\n  deadline: 10s\n" + (setting.isEmpty() ? "" : "  " + setting + "\n")
                + "  ladder:\n    - {tier: cache, ttl: 10m, stale: 24h, " + atDoor + "}\n" + rungs;
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aHitIsRecordedWithItsTrailAndNoWorkflowIsStarted() {
        Stack.Answer first = remembered("at-door", "recorded");
        Stack.Answer hit = ask("at-door", "recorded");
        assertThat(hit.status()).isEqualTo(200);
        assertThat(hit.requestId()).isNotEqualTo(first.requestId());
        assertThat(hit.json().path("text")).isEqualTo(first.json().path("text"));
        assertThatThrownBy(() -> workflow(hit).describe()).isInstanceOf(WorkflowNotFoundException.class);
        JsonNode shown = show(hit);
        assertThat(shown.path("state").asText()).isEqualTo("answered");
        assertThat(shown.path("text")).isEqualTo(first.json().path("text"));
        assertThat(shown.at("/trail/attempts")).isEmpty();
        assertThat(shown.at("/trail/workflow_id").asText()).isEqualTo("request/default/" + hit.requestId());
        assertThat(shown.at("/trail/concluded_at").isNull()).isFalse();
        assertThat(stack.post(REQUESTS + "/" + hit.requestId() + "/cancel", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("answered");
    }

    @Test
    void theLabelIsThatOfAHitInTheWorkflow() {
        String member = "\"logprobs\":true,"; // the secondary cannot carry it
        JsonNode atDoor = label("at-door", member);
        assertThat(atDoor).isEqualTo(label("in-workflow", member));
        assertThat(atDoor.path("tier").asText()).isEqualTo("cache");
        assertThat(atDoor.path("degraded").asBoolean()).isFalse();
        assertThat(atDoor.path("attempts").asInt(-1)).isZero();
        assertThat(atDoor.path("skipped").toString()).contains("secondary");
    }

    private static JsonNode label(String route, String member) {
        String body = "{" + member + Stack.question(route, "the same label").substring(1);
        Stack.Answer first = stack.post("/v1/chat/completions", body);
        assertThat(first.status()).isEqualTo(200);
        awaitCached(first.requestId());
        Stack.Answer hit = stack.post("/v1/chat/completions", body);
        assertThat(hit.header("downclimb-tier")).isEqualTo("cache");
        assertThat(hit.header("downclimb-attempts")).isEqualTo("0");
        ObjectNode label = (ObjectNode) hit.json().path("downclimb");
        assertThat(label.remove("request_id").asText()).isEqualTo(hit.requestId());
        return label;
    }

    @Test
    void aStaleAnswerIsServedByTheWorkflowOnceAllElseHasFailed() {
        Stack.Answer first = remembered("breaks", "grows stale");
        records.run("update cache set fresh_until = now() - interval '1 minute' where request_id = '%s'"
                .formatted(first.requestId()));
        stack.simulator().faults().set("first", Fault.status(529));
        stack.simulator().faults().set("second", Fault.status(503));
        try {
            Stack.Answer stale = ask("breaks", "grows stale");
            assertThat(stale.json().path("tier").asText()).isEqualTo("cache");
            assertThat(stale.json().path("degraded").asBoolean()).isTrue();
            assertThat(stale.json().path("text")).isEqualTo(first.json().path("text"));
            assertThat(show(stale).at("/trail/attempts")).hasSize(2);
            assertThat(workflow(stale).describe().getWorkflowType()).isNotEmpty();
        } finally {
            stack.simulator().faults().clearAll();
        }
    }

    @Test
    void anErasedAnswerIsNoHit() throws Exception {
        Stack.Answer first = remembered("at-door", "erased");
        assertThat(delete(first.requestId())).isEqualTo(204);
        Stack.Answer again = ask("at-door", "erased");
        assertThat(again.json().path("tier").asText()).isEqualTo("primary");
        assertThat(again.requestId()).isNotEqualTo(first.requestId());
    }

    @Test
    void aRepeatedKeyFindsTheHitItGotAndAnotherBodyIsTurnedDown() {
        remembered("at-door", "under a key");
        remembered("at-door", "another under that key");
        String key = "key-" + UUID.randomUUID();
        Stack.Answer hit = ask("at-door", "under a key", "Idempotency-Key", key);
        assertThat(hit.json().path("tier").asText()).isEqualTo("cache");
        assertThatThrownBy(() -> workflow(hit).describe()).isInstanceOf(WorkflowNotFoundException.class);
        Stack.Answer repeated = ask("at-door", "under a key", "Idempotency-Key", key);
        assertThat(repeated.requestId()).isEqualTo(hit.requestId());
        assertThat(repeated.response().body()).isEqualTo(hit.response().body());
        assertThat(ask("at-door", "another under that key", "Idempotency-Key", key)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aKeyWhoseFirstRequestWasAMissFindsThatOneThoughThereIsAHitNow() {
        String key = "key-" + UUID.randomUUID();
        Stack.Answer first = ask("at-door", "a miss under a key", "Idempotency-Key", key);
        awaitCached(first.requestId());
        Stack.Answer repeated = ask("at-door", "a miss under a key", "Idempotency-Key", key);
        assertThat(repeated.requestId()).isEqualTo(first.requestId());
        assertThat(repeated.json().path("tier").asText()).isEqualTo("primary");
    }

    @Test
    void whoeverDoesNotWaitReadsTheHitAtItsLocation() {
        remembered("at-door", "read later");
        Stack.Answer accepted = ask("at-door", "read later", "Prefer", "respond-async");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().path("state").asText()).isEqualTo("pending");
        JsonNode shown = stack.get(accepted.header("location")).json();
        assertThat(shown.path("state").asText()).isEqualTo("answered");
        assertThat(shown.path("tier").asText()).isEqualTo("cache");
        assertThatThrownBy(() -> workflow(accepted).describe()).isInstanceOf(WorkflowNotFoundException.class);
    }

    @Test
    void aMissOfOneWhoDoesNotWaitIsAnsweredByItsWorkflow() {
        Stack.Answer accepted = ask("at-door", "a miss, read later", "Prefer", "respond-async");
        assertThat(accepted.status()).isEqualTo(202);
        JsonNode shown = Patiently.await(
                SOON,
                () -> stack.get(accepted.header("location")).json(),
                request -> !request.path("state").asText().equals("pending"));
        assertThat(shown.path("tier").asText()).isEqualTo("primary");
    }

    @ParameterizedTest
    @EnumSource(StreamCall.Door.class)
    void whoeverStreamsGetsTheWholeHitAsEvents(StreamCall.Door door) throws IOException {
        String prompt = "streamed at " + door;
        String first;
        try (StreamCall miss = StreamCall.ask(door, stack, "live", prompt)) {
            first = miss.whole();
            awaitCached(miss.requestId());
        }
        try (StreamCall hit = StreamCall.ask(door, stack, "live", prompt)) {
            assertThat(hit.whole()).isEqualTo(first).contains(prompt);
            assertThat(hit.header("downclimb-tier")).isEqualTo("cache");
            assertThat(hit.label().path("tier").asText()).isEqualTo("cache");
            assertThatThrownBy(() -> temporal()
                            .newUntypedWorkflowStub("request/default/" + hit.requestId())
                            .describe())
                    .isInstanceOf(WorkflowNotFoundException.class);
        }
    }

    /** Asked once, and kept. */
    private static Stack.Answer remembered(String route, String prompt) {
        Stack.Answer first = ask(route, prompt);
        assertThat(first.json().path("tier").asText()).isEqualTo("primary");
        awaitCached(first.requestId());
        return first;
    }

    private static Stack.Answer ask(String route, String prompt, String... headers) {
        return stack.post(REQUESTS, Stack.question(route, prompt).replaceFirst("\"model\"", "\"route\""), headers);
    }

    private static JsonNode show(Stack.Answer answer) {
        return stack.get(REQUESTS + "/" + answer.requestId()).json();
    }

    private static int delete(String id) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(stack.uri(REQUESTS + "/" + id)).DELETE().build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    /** The cache is filled once the caller has left. */
    private static void awaitCached(String id) {
        Patiently.await(
                SOON,
                () -> records.count("select count(*) from cache where request_id = cast(? as uuid)", id),
                filled -> filled == 1);
    }

    /** As its trail names it. */
    private static WorkflowStub workflow(Stack.Answer answer) {
        return temporal()
                .newUntypedWorkflowStub(show(answer).at("/trail/workflow_id").asText());
    }

    private static WorkflowClient temporal() {
        return stack.node().context().getBean(WorkflowClient.class);
    }
}
