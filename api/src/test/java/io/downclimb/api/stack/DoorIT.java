package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Call;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller meets at the doors of a running service. The models' names spell the faults. */
class DoorIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String REQUESTS = "/v1/requests";
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Stack stack;
    private static Records records;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        records = new Records(SharedStack.newDatabase());
        stack = Stack.start("""
                cached:
                  deadline: 10s
                  ladder:
                    - {tier: cache, ttl: 10m, stale: 24h}
                    - {tier: primary, provider: first, model: well, budget: 4s}
                primary:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: well, budget: 4s}
                    - {tier: secondary, provider: second, model: well, budget: 4s}
                    - {tier: canned, text: "later, see {id}"}
                secondary:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: sim-broken-key, budget: 4s}
                    - {tier: secondary, provider: second, model: well, budget: 4s, notice: "a backup model"}
                    - {tier: canned, text: "later, see {id}"}
                canned:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: sim-broken-key, budget: 4s}
                    - {tier: secondary, provider: second, model: sim-insufficient-quota, budget: 4s}
                    - {tier: canned, text: "later, see {id}"}
                bare:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: sim-broken-key, budget: 4s}
                    - {tier: secondary, provider: second, model: sim-insufficient-quota, budget: 4s}
                silent:
                  deadline: 60s
                  ladder:
                    - {tier: primary, provider: first, model: sim-silent, budget: 50s}
                    - {tier: canned, text: "later"}
                slow:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: sim-slow-first-token-1500, budget: 5s}
                    - {tier: canned, text: "later"}
                """, records.jdbcUrl(), SharedStack.postgres(), SharedStack.temporal());
        client = OpenAIOkHttpClient.builder()
                .baseUrl(stack.uri("/v1").toString())
                .apiKey("none")
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        stack.close();
    }

    @ParameterizedTest
    @CsvSource({
        "primary, primary, false, first/well",
        "secondary, secondary, true, second/well",
        "canned, canned, true, later",
    })
    void openAisOwnClientReadsAnAnswerFromEveryRung(String route, String tier, boolean degraded, String says) {
        ChatCompletionCreateParams call = call(route, "which rung? " + route);
        try (HttpResponseFor<ChatCompletion> response =
                client.chat().completions().withRawResponse().create(call)) {
            assertThat(response.headers().values("downclimb-tier")).containsExactly(tier);
            assertThat(response.headers().values("downclimb-degraded")).containsExactly(String.valueOf(degraded));
            ChatCompletion completion = response.parse();
            assertThat(text(completion)).contains(says);
            assertThat(completion.choices().getFirst().finishReason()).hasToString("stop");
        }
        ChatCompletion streamed = streamed(call);
        assertThat(text(streamed)).contains(says);
        assertThat(streamed.choices().getFirst().finishReason()).hasToString("stop");
    }

    @Test
    void openAisOwnClientReadsACachedAnswer() {
        ChatCompletionCreateParams call = call("cached", "asked again and again");
        ChatCompletion answered = client.chat().completions().create(call);
        String first = text(answered);
        awaitCached(answered.id().substring("chatcmpl-".length()));
        try (HttpResponseFor<ChatCompletion> response =
                client.chat().completions().withRawResponse().create(call)) {
            assertThat(response.headers().values("downclimb-tier")).containsExactly("cache");
            assertThat(response.headers().values("downclimb-degraded")).containsExactly("false");
            assertThat(response.headers().values("downclimb-attempts")).containsExactly("0");
            assertThat(text(response.parse())).isEqualTo(first);
        }
        assertThat(text(streamed(call))).isEqualTo(first);
        assertThat(stack.simulator().calls().of("first").stream()
                        .filter(made -> made.body().toString().contains("asked again and again")))
                .hasSize(1);
    }

    private static ChatCompletionCreateParams call(String route, String prompt) {
        return ChatCompletionCreateParams.builder()
                .model(route)
                .addUserMessage(prompt)
                .build();
    }

    private static ChatCompletion streamed(ChatCompletionCreateParams call) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(call)) {
            chunks.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElseThrow();
    }

    @Test
    void theNativeDoorAnswersWithItsTrail() {
        Stack.Answer answer = ask("secondary", "by the native door");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("state").asText()).isEqualTo("answered");
        assertThat(answer.json().path("text").asText()).contains("by the native door");
        assertThat(answer.json().path("tier").asText()).isEqualTo("secondary");
        assertThat(answer.json().path("notice").asText()).isEqualTo("a backup model");
        JsonNode trail = show(answer.requestId()).path("trail");
        assertThat(trail.path("attempts"))
                .extracting(attempt -> attempt.path("tier").asText() + " "
                        + attempt.path("outcome").asText())
                .containsExactly("primary failed", "secondary whole");
        assertThat(trail.path("workflow_id").asText()).isEqualTo("request/default/" + answer.requestId());
    }

    @Test
    void whoeverDoesNotWaitReadsTheAnswerLater() {
        Stack.Answer accepted = ask("slow", "read me later", "Prefer", "respond-async");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().path("state").asText()).isEqualTo("pending");
        assertThat(accepted.header("preference-applied")).isEqualTo("respond-async");
        String location = accepted.header("location");
        assertThat(location).isEqualTo(REQUESTS + "/" + accepted.requestId());
        JsonNode answered = Patiently.await(
                SOON,
                () -> stack.get(location).json(),
                request -> !request.path("state").asText().equals("pending"));
        assertThat(answered.path("state").asText()).isEqualTo("answered");
        assertThat(answered.path("text").asText()).contains("read me later");
    }

    @Test
    void cancellingEndsTheCallUnderWay() throws Exception {
        Stack.Answer accepted = ask("silent", "never mind", "Prefer", "respond-async");
        String id = accepted.requestId();
        awaitCall(id);
        Stack.Answer cancelled = stack.post(REQUESTS + "/" + id + "/cancel", "");
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.json().path("state").asText()).isEqualTo("cancelled");
        awaitDisconnection(id);
        assertThat(show(id).path("state").asText()).isEqualTo("cancelled");
        // A second cancellation, and one of a request that has ended, change nothing.
        assertThat(stack.post(REQUESTS + "/" + id + "/cancel", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("cancelled");
        String answered = ask("primary", "too late to cancel").requestId();
        assertThat(stack.post(REQUESTS + "/" + answered + "/cancel", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("answered");
    }

    @Test
    void erasingLeavesTheFactsAndNothingElse() throws Exception {
        String id = ask("secondary", "erase me").requestId();
        assertThat(contents(id)).isPositive();
        assertThat(delete(id)).isEqualTo(204);
        JsonNode erased = show(id);
        assertThat(erased.path("erased").asBoolean()).isTrue();
        assertThat(erased.path("state").asText()).isEqualTo("answered");
        assertThat(erased.path("answer").isNull()).isTrue();
        assertThat(erased.at("/trail/attempts")).hasSize(2);
        assertThat(contents(id)).isZero();
        assertThat(delete(id)).isEqualTo(204);
        assertThat(delete(UUID.randomUUID().toString())).isEqualTo(404);
    }

    @Test
    void whatIsErasedIsNeitherRepeatedNorServedFromTheCache() throws Exception {
        String key = "key-" + UUID.randomUUID();
        String id = ask("cached", "erase me everywhere", "Idempotency-Key", key).requestId();
        awaitCached(id);
        assertThat(delete(id)).isEqualTo(204);
        assertThat(ask("cached", "erase me everywhere", "Idempotency-Key", key).status())
                .isEqualTo(410);
        Stack.Answer again = ask("cached", "erase me everywhere");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("downclimb-tier")).isEqualTo("primary");
    }

    @Test
    void aRepeatedKeyReturnsARecordedFailureToo() {
        String key = "key-" + UUID.randomUUID();
        Stack.Answer first = ask("bare", "fails under a key", "Idempotency-Key", key);
        Stack.Answer repeated = ask("bare", "fails under a key", "Idempotency-Key", key);
        assertThat(repeated.status()).isEqualTo(503);
        assertThat(repeated.response().body()).isEqualTo(first.response().body());
        assertThat(stack.simulator().calls().count("first", first.requestId())).isEqualTo(1);
        assertThat(stack.simulator().calls().count("second", first.requestId())).isEqualTo(1);
    }

    @Test
    void erasingARequestUnderWayCancelsItAndKeepsNothingOfIt() throws Exception {
        String id = ask("slow", "erase me under way", "Prefer", "respond-async").requestId();
        awaitCall(id);
        assertThat(delete(id)).isEqualTo(204);
        awaitDisconnection(id);
        assertThat(show(id).path("state").asText()).isEqualTo("cancelled");
        awaitWorkflowEnd(id);
        assertThat(contents(id)).isZero();
    }

    @ParameterizedTest
    @CsvSource({CHAT + ", model", REQUESTS + ", route"})
    void aCallerWithoutAKeyWhoHangsUpCancels(String path, String field) throws Exception {
        String prompt = "hang up at " + path;
        try (Caller caller = Caller.post(stack, path, body(field, "silent", prompt))) {
            String id = awaitCallAbout(prompt);
            caller.hangUp();
            awaitDisconnection(id);
            JsonNode cancelled = Patiently.await(
                    SOON,
                    () -> show(id),
                    request -> !request.path("state").asText().equals("pending"));
            assertThat(cancelled.path("state").asText()).isEqualTo("cancelled");
        }
    }

    @ParameterizedTest
    @CsvSource({CHAT + ", model", REQUESTS + ", route"})
    void aCallerWithAKeyWhoHangsUpFindsTheAnswerUnderIt(String path, String field) throws Exception {
        String prompt = "keep on at " + path;
        String key = "key-" + UUID.randomUUID();
        String body = body(field, "slow", prompt);
        String id;
        try (Caller caller = Caller.post(stack, path, body, "Idempotency-Key: " + key)) {
            id = awaitCallAbout(prompt);
            caller.hangUp();
        }
        Stack.Answer repeated = stack.post(path, body, "Idempotency-Key", key);
        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.requestId()).isEqualTo(id);
        assertThat(repeated.header("downclimb-tier")).isEqualTo("primary");
        assertThat(repeated.response().body()).contains(prompt);
        Stack.Answer onceMore = stack.post(path, body, "Idempotency-Key", key);
        assertThat(onceMore.response().body()).isEqualTo(repeated.response().body());
        assertThat(stack.simulator().calls().count("first", id)).isEqualTo(1);
    }

    @Test
    void callersWithTheSameKeyShareOneCall() {
        String key = "key-" + UUID.randomUUID();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Stack.Answer>> asked = new ArrayList<>();
            for (int number = 0; number < 10; number++) {
                String path = number % 2 == 0 ? CHAT : REQUESTS;
                String field = number % 2 == 0 ? "model" : "route";
                asked.add(CompletableFuture.supplyAsync(
                        () -> stack.post(path, body(field, "slow", "shared"), "Idempotency-Key", key), callers));
            }
            List<Stack.Answer> answers =
                    asked.stream().map(CompletableFuture::join).toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
            assertThat(answers.stream().map(Stack.Answer::requestId).distinct()).hasSize(1);
            assertThat(stack.simulator()
                            .calls()
                            .count("first", answers.getFirst().requestId()))
                    .isEqualTo(1);
        }
    }

    @Test
    void theSameKeyWithAnotherBodyIsTurnedDown() {
        String key = "key-" + UUID.randomUUID();
        ask("primary", "the first body", "Idempotency-Key", key);
        Stack.Answer other = ask("primary", "another body", "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("code").asText()).isEqualTo("idempotency_key_reused");
        Stack.Answer elsewhere = ask("secondary", "the first body", "Idempotency-Key", key);
        assertThat(elsewhere.status()).isEqualTo(422);
        Stack.Answer reordered = stack.post(
                REQUESTS,
                "{\"messages\":[{\"content\":\"the first body\",\"role\":\"user\"}],\"route\":\"primary\"}",
                "Idempotency-Key",
                key);
        assertThat(reordered.status()).isEqualTo(200);
    }

    @Test
    void aLadderWithoutACannedRungEndsWithTheClassesItMet() {
        Stack.Answer openAi = stack.ask("bare", "nothing left");
        assertThat(openAi.status()).isEqualTo(503);
        assertThat(openAi.json().at("/error/code").asText()).isEqualTo("ladder_exhausted");
        assertThat(openAi.json().at("/error/message").asText()).contains("primary:AUTH", "secondary:QUOTA");
        Stack.Answer direct = ask("bare", "nothing left");
        assertThat(direct.status()).isEqualTo(503);
        assertThat(direct.header("content-type")).startsWith("application/problem+json");
        assertThat(direct.json().path("reasons"))
                .extracting(JsonNode::asText)
                .containsExactly("primary:AUTH", "secondary:QUOTA");
        assertThat(show(direct.requestId()).path("state").asText()).isEqualTo("failed");
    }

    @Test
    void anUnknownRouteIsNotFoundAndNotStored() {
        long before = requests();
        assertThat(stack.ask("nowhere", "hello").status()).isEqualTo(404);
        assertThat(ask("nowhere", "hello").status()).isEqualTo(404);
        assertThat(stack.get(REQUESTS + "/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(stack.get(REQUESTS + "/not-an-id").status()).isEqualTo(404);
        assertThat(requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "0", "99", "10001", "999999999999999999", "99999999999999999999999", "soon", "1.5", "1e3"})
    void aDeadlineThatCannotBeIsTurnedDownAndNotStored(String deadline) {
        long before = requests();
        for (String path : List.of(CHAT, REQUESTS)) {
            String field = path.equals(CHAT) ? "model" : "route";
            Stack.Answer answer = stack.post(path, body(field, "primary", "when?"), "downclimb-deadline-ms", deadline);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.response().body()).contains("downclimb-deadline-ms");
        }
        assertThat(requests()).isEqualTo(before);
    }

    /** A body that no door takes, by a name for the report. */
    private record Bad(String name, String body, Charset charset, int status) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> badBodies() {
        String message = "{\"role\":\"user\",\"content\":\"x\"}";
        String start = "{\"model\":\"primary\",\"route\":\"primary\",\"messages\":[";
        return Stream.of(
                bad("100,000 messages", start + (message + ",").repeat(99_999) + message + "]}", 400),
                bad("oversized", "{\"model\":\"primary\",\"pad\":\"" + "x".repeat(11 << 20) + "\"}", 413),
                bad("cut JSON", start + message, 400),
                bad("two values", start + message + "]}{}", 400),
                bad("not JSON", "prompt: hello", 400),
                bad("no messages", "{\"model\":\"primary\"}", 400),
                bad("deep", "{\"model\":\"primary\",\"messages\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}", 400),
                bad("empty", "", 400),
                new Bad(
                        "not UTF-8",
                        start + "{\"role\":\"user\",\"content\":\"\u00e9\"}]}",
                        StandardCharsets.ISO_8859_1,
                        400));
    }

    private static Bad bad(String name, String body, int status) {
        return new Bad(name, body, StandardCharsets.UTF_8, status);
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBodyThatCannotBeReadIsTurnedDownAndNotStored(Bad bad) throws Exception {
        long before = requests();
        for (String path : List.of(CHAT, REQUESTS)) {
            assertThat(send(path, bad.body().getBytes(bad.charset()))).isEqualTo(bad.status());
        }
        assertThat(requests()).isEqualTo(before);
    }

    private static int send(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.uri(path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static int delete(String id) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(stack.uri(REQUESTS + "/" + id)).DELETE().build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static Stack.Answer ask(String route, String prompt, String... headers) {
        return stack.post(REQUESTS, body("route", route, prompt), headers);
    }

    private static String body(String field, String route, String prompt) {
        return "{\"%s\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(field, route, prompt);
    }

    private static JsonNode show(String id) {
        return stack.get(REQUESTS + "/" + id).json();
    }

    private static long requests() {
        return records.count("select count(*) from requests");
    }

    private static long contents(String id) {
        return records.count("select count(*) from contents where request_id = cast(? as uuid)", id);
    }

    /** The cache is filled once the caller has left. */
    private static void awaitCached(String id) {
        Patiently.await(
                SOON,
                () -> records.count("select count(*) from cache where request_id = cast(? as uuid)", id),
                filled -> filled == 1);
    }

    private static void awaitCall(String id) throws InterruptedException {
        assertThat(stack.simulator()
                        .calls()
                        .await(SOON, calls -> calls.stream().anyMatch(call -> id.equals(call.callerRequest()))))
                .isTrue();
    }

    /** The id of the request on whose behalf a provider was asked this. */
    private static String awaitCallAbout(String prompt) throws InterruptedException {
        assertThat(stack.simulator().calls().await(SOON, calls -> calls.stream().anyMatch(call -> asks(call, prompt))))
                .isTrue();
        return stack.simulator().calls().all().stream()
                .filter(call -> asks(call, prompt))
                .map(Call::callerRequest)
                .findFirst()
                .orElseThrow();
    }

    private static boolean asks(Call call, String prompt) {
        return call.body().toString().contains(prompt);
    }

    /** A second, and what a busy machine needs for it. */
    private static void awaitDisconnection(String id) throws InterruptedException {
        assertThat(stack.simulator()
                        .calls()
                        .await(
                                Duration.ofSeconds(2),
                                calls -> calls.stream()
                                        .anyMatch(call -> id.equals(call.callerRequest()) && call.clientGone())))
                .isTrue();
    }

    private static void awaitWorkflowEnd(String id) {
        WorkflowClient temporal = stack.node().context().getBean(WorkflowClient.class);
        Patiently.await(
                SOON,
                () -> temporal.newUntypedWorkflowStub("request/default/" + id)
                        .describe()
                        .getStatus(),
                status -> status != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    }
}
