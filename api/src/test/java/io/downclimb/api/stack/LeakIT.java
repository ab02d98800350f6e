package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Do prompts, answers and keys stay where they belong? Requests full of markers climb the ladder in every way there is, past providers that
 * quote the markers in their errors; then everything Temporal holds of them is read, and everything the node has logged.
 */
class LeakIT {
    private static final String PROMPT = "marker-prompt-" + UUID.randomUUID();
    private static final String TEMPLATE = "marker-template-" + UUID.randomUUID();
    private static final String ANSWER = "marker-answer-" + UUID.randomUUID();
    private static final String CANNED = "marker-canned-" + UUID.randomUUID();
    private static final String KEY = "marker-key-" + UUID.randomUUID();
    private static final String PARAMETER = "marker-parameter-" + UUID.randomUUID();
    private static final List<String> PROVIDER_KEYS = List.of("sk-first-secret", "sk-second-secret");
    private static final List<String> LOGGERS = List.of("io.downclimb", "downclimb");

    private static final Map<String, Fault> FAULTS = faults();

    private static Stack stack;
    private static Records records;
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static final Map<String, Level> LEVELS = new HashMap<>();
    private static List<Stack.Answer> answers = List.of();
    private static Map<String, String> held = Map.of();

    private static Map<String, Fault> faults() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("healthy", new Fault.Healthy());
        faults.put("overloaded", new Fault.Echo(Fault.status(529)));
        faults.put("limited", new Fault.Echo(Fault.status(429)));
        faults.put("auth", new Fault.Echo(new Fault.BrokenKey()));
        faults.put("quota", new Fault.Echo(new Fault.InsufficientQuota()));
        faults.put("gone", new Fault.Echo(new Fault.ModelGone()));
        faults.put("too-long", new Fault.Echo(new Fault.ContextLength()));
        faults.put("wrong", new Fault.Echo(Fault.status(400)));
        faults.put("forbidden", new Fault.Echo(new Fault.ContentFilter(false)));
        faults.put("refused", new Fault.ContentFilter(true));
        faults.put("torn", new Fault.Echo(new Fault.Malformed(3, false)));
        faults.put("page", new Fault.Echo(new Fault.NotJson()));
        faults.put("event", new Fault.Echo(new Fault.ErrorEventInStream(3)));
        faults.put("cut", new Fault.Cut(8));
        faults.put("rejected", new Fault.Garbage(ANSWER));
        faults.put("accepted", new Fault.Garbage("Simulated " + ANSWER));
        return faults;
    }

    @BeforeAll
    static void climbInEveryWay(@TempDir Path folder) throws Exception {
        listen();
        records = new Records(SharedStack.newDatabase());
        stack = Stack.start(
                routes(folder) + """
                        hung:
                          deadline: 30s
                          ladder:
                            - {tier: primary, provider: first, model: sim-silent, budget: 20s}
                            - {tier: canned, text: "%s"}
                        """.formatted(CANNED),
                records.jdbcUrl(),
                SharedStack.postgres(),
                SharedStack.temporal());
        FAULTS.forEach((name, fault) -> {
            stack.simulator().faults().set("first", name, fault);
            stack.simulator().faults().set("same", name, fault);
        });
        List<Stack.Answer> given = new ArrayList<>();
        for (String name : FAULTS.keySet()) {
            for (String provider : List.of("first", "same")) {
                String route = provider + "-" + name;
                String key = KEY + "-" + route;
                given.add(stack.post("/v1/chat/completions", body("model", route), "Idempotency-Key", key));
                given.add(stack.post("/v1/requests", body("route", route), "traceparent", "00-" + PROMPT));
                given.add(stack.post("/v1/messages", message(route), "x-api-key", KEY));
            }
        }
        given.add(stack.post("/v1/chat/completions", body("model", "first-healthy") + PROMPT));
        given.add(stack.post(
                "/v1/chat/completions", body("model", "first-healthy"), "Idempotency-Key", KEY + " and a blank"));
        cancelled();
        answers = given;
        held = whatTemporalHolds();
    }

    private static String routes(Path folder) throws IOException {
        Path template = Files.writeString(folder.resolve("template.md"), TEMPLATE + "\n--- user ---\n{{message}}\n");
        StringBuilder routes = new StringBuilder();
        for (String name : FAULTS.keySet()) {
            for (String provider : List.of("first", "same")) {
                // What is made next to the decision stands in the history in another way.
                String execution = provider.equals("same") ? "inline" : "activity";
                routes.append("""
                        %s-%s:
                          deadline: 8s
                          streaming: live
                          ladder:
                            - {tier: cache, ttl: 10m, stale: 24h}
                            - {tier: primary, provider: %s, model: %s, budget: 3s, retries: 1, execution: %s, prompt: '%s', validate: [{regex: 'Simulated'}]}
                            - {tier: secondary, provider: second, model: sim-echo-broken-key, budget: 3s, execution: %s}
                            - {tier: canned, text: "%s"}
                        """.formatted(provider, name, provider, name, execution, template, execution, CANNED));
            }
        }
        return routes.toString();
    }

    private static String body(String field, String route) {
        return """
                {"%s":"%s","user":"%s","messages":[
                  {"role":"system","content":"%s"},{"role":"user","content":"%s"}]}""".formatted(field, route, PROMPT, PROMPT, PROMPT);
    }

    /** Read along while it is answered, at the other door. */
    private static String message(String route) {
        return """
                {"model":"%1$s","max_tokens":400,"stream":true,"system":"%2$s","metadata":{"user_id":"%2$s"},
                 "tools":[{"name":"a_tool","description":"%2$s","input_schema":{"type":"object"}}],
                 "messages":[{"role":"user","content":[{"type":"text","text":"%2$s"}]}]}""".formatted(route, PROMPT);
    }

    private static void cancelled() throws Exception {
        Stack.Answer pending = stack.post("/v1/requests", body("route", "hung"), "Prefer", "respond-async");
        assertThat(stack.simulator()
                        .calls()
                        .await(
                                Duration.ofSeconds(10),
                                calls -> calls.stream()
                                        .anyMatch(call -> pending.requestId().equals(call.callerRequest()))))
                .isTrue();
        stack.post("/v1/requests/" + pending.requestId() + "/cancel", "");
    }

    private static void listen() {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        for (String name : LOGGERS) {
            LEVELS.put(name, loggers.getLogger(name).getLevel());
            loggers.getLogger(name).setLevel(Level.DEBUG);
        }
        LOG.start();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(LOG);
    }

    @AfterAll
    static void stop() {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(LOG);
        LEVELS.forEach((name, level) -> loggers.getLogger(name).setLevel(level));
        stack.close();
    }

    /** Everything about each workflow, by its id: the bytes of all events, and those of its description with memo and search attributes. */
    private static Map<String, String> whatTemporalHolds() {
        Map<String, String> all = new HashMap<>();
        for (String id : records.texts("select workflow_id from requests")) {
            all.put(id, whatTemporalHolds(id));
        }
        return all;
    }

    private static String whatTemporalHolds(String workflowId) {
        WorkflowClient client = stack.node().context().getBean(WorkflowClient.class);
        WorkflowServiceBlockingStub temporal = client.getWorkflowServiceStubs().blockingStub();
        String namespace = client.getOptions().getNamespace();
        WorkflowExecution execution =
                WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();
        DescribeWorkflowExecutionResponse description = Patiently.await(
                Duration.ofSeconds(10),
                () -> temporal.describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(execution)
                        .build()),
                seen -> seen.getWorkflowExecutionInfo().getStatus()
                        != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
        StringBuilder bytes = new StringBuilder(latin(description.toByteString()));
        ByteString page = ByteString.EMPTY;
        do {
            GetWorkflowExecutionHistoryResponse history =
                    temporal.getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                            .setNamespace(namespace)
                            .setExecution(execution)
                            .setNextPageToken(page)
                            .build());
            bytes.append(latin(history.getHistory().toByteString()));
            page = history.getNextPageToken();
        } while (!page.isEmpty());
        return bytes.toString();
    }

    private static String latin(ByteString bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void theHistoriesAreThereAndCanBeRead() {
        assertThat(held.keySet()).hasSize(FAULTS.size() * 2 * 3 + 1);
        assertThat(records.texts("select id::text || ' ' || workflow_id from requests"))
                .allSatisfy(row -> {
                    String[] ids = row.split(" ", 2);
                    String bytes = held.getOrDefault(ids[1], "");
                    assertThat(bytes.contains(ids[0])).as("the request's id").isTrue();
                    assertThat(bytes.contains("DownclimbRoute")).as("its route").isTrue();
                });
        String all = String.join("", held.values());
        assertThat(List.of("OVERLOADED", "AUTH", "CONTENT_POLICY", "MALFORMED", "CUT", "REJECTED"))
                .allMatch(all::contains);
    }

    @Test
    void temporalHoldsNeitherPromptsNorAnswersNorKeys() {
        held.forEach((id, bytes) -> {
            assertThat(mentions(bytes)).as("history of %s", id).isEmpty();
            assertThat(mentions(id)).as("workflow id").isEmpty();
        });
    }

    @Test
    void theLogHoldsNeitherPromptsNorAnswersNorKeys() {
        List<ILoggingEvent> lines = List.copyOf(LOG.list);
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.getFormattedMessage()).contains("outcome=answered"));
        for (ILoggingEvent line : lines) {
            IThrowableProxy thrown = line.getThrowableProxy();
            String text = line.getFormattedMessage() + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
            assertThat(mentions(text)).as(text).isEmpty();
        }
    }

    @Test
    void nobodyIsShownAProvidersKey() {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.response().body()).doesNotContain(PROVIDER_KEYS);
            assertThat(answer.response().headers().map().toString()).doesNotContain(PROVIDER_KEYS);
            if (!answer.requestId().isEmpty()) {
                assertThat(stack.get("/v1/requests/" + answer.requestId())
                                .response()
                                .body())
                        .doesNotContain(PROVIDER_KEYS);
            }
        });
        // The caller does get to see what the provider complained of, or the test would show nothing.
        assertThat(answers)
                .anySatisfy(answer -> assertThat(answer.response().body())
                        .contains("The request was: ")
                        .contains(PROMPT));
    }

    @Test
    void postgresHoldsContentsInOneTableAndKeysInNone() {
        assertThat(String.join("\n", records.texts("select convert_from(body, 'UTF8') from contents")))
                .contains(PROMPT)
                .doesNotContain(PROVIDER_KEYS)
                .doesNotContain(KEY);
        for (String table : List.of("requests", "attempts", "answers", "policies", "cache")) {
            for (String row : records.texts("select t::text from " + table + " t")) {
                assertThat(mentions(row)).as(table).isEmpty();
            }
        }
    }

    @Test
    void aParameterThatNobodyKnowsIsNotNamedInTheHistory() {
        String body = "{\"route\":\"first-healthy\",\"%s\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .formatted(PARAMETER);
        Stack.Answer answer = stack.post("/v1/requests", body);
        assertThat(answer.status()).isEqualTo(200);
        String bytes = whatTemporalHolds("request/default/" + answer.requestId());
        assertThat(bytes.contains(PARAMETER)).as("the history names it").isFalse();
    }

    private static List<String> mentions(String text) {
        List<String> markers = new ArrayList<>(PROVIDER_KEYS);
        markers.addAll(List.of(PROMPT, TEMPLATE, ANSWER, CANNED, KEY));
        return markers.stream().filter(text::contains).toList();
    }
}
