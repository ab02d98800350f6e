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
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * As {@link LeakIT}, of what happens beside requests: a breaker trips and probes with copies of requests, a key is latched, answers are judged, a
 * status page is read. Then all histories of all types are read, and the log.
 */
class BreakerLeakIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String PROMPT = "marker-prompt-" + UUID.randomUUID();
    private static final String TEMPLATE = "marker-template-" + UUID.randomUUID();
    private static final String ANSWER = "marker-answer-" + UUID.randomUUID();
    private static final String RUBRIC = "marker-rubric-" + UUID.randomUUID();
    private static final String REASON = "marker-reason-" + UUID.randomUUID();
    private static final List<String> MARKERS =
            List.of(PROMPT, TEMPLATE, ANSWER, RUBRIC, REASON, "sk-one-secret", "sk-two-secret");
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

    private static final Map<String, Level> LEVELS = new HashMap<>();

    private static Records records;
    private static Stack stack;
    private static Map<String, String> held = Map.of();

    @BeforeAll
    static void happenInEveryWay(@TempDir Path folder) throws IOException {
        listen();
        records = new Records(SharedStack.newDatabase());
        Simulator simulator = Simulator.start(0);
        stack = new Installation(
                        simulator,
                        records.jdbcUrl(),
                        SharedStack.postgres(),
                        SharedStack.temporal(),
                        configuration(folder))
                .node(Map.of("downclimb.status.interval", "500ms"));
        simulator.faults().answer("judged", ANSWER);
        simulator.faults().answer("judge", "{\"score\": 0.75, \"reason\": \"" + REASON + "\"}");
        simulator.faults().set("outage", new Fault.Echo(Fault.status(529)));
        simulator.faults().set("keyed", new Fault.Echo(new Fault.BrokenKey()));
        simulator.statusPages().component("outage", "api", "partial_outage");
        for (int call = 0; call < 6; call++) {
            ask("outage");
        }
        BreakerStage.awaitHealth(stack, "outage", SOON, Phase.OPEN);
        ask("outage");
        ask("keyed");
        ask("judged");
        Patiently.await(SOON, () -> records.count("select count(*) from judgements"), judged -> judged > 0);
        Patiently.await(
                SOON,
                () -> records.count("select count(*) from probes where provider = 'outage'"),
                probes -> probes > 0);
        simulator.faults().set("outage", new Fault.Garbage("Simulated " + ANSWER));
        BreakerStage.awaitHealth(stack, "outage", SOON, Phase.RAMPING, Phase.CLOSED);
        Patiently.await(SOON, BreakerLeakIT::latched, latched -> latched);
        held = Patiently.await(
                SOON,
                BreakerLeakIT::whatTemporalHolds,
                all -> List.of("breaker/outage", "breaker/keyed", "judge/", "status/", "request/").stream()
                        .allMatch(kind -> all.keySet().stream().anyMatch(id -> id.startsWith(kind))));
    }

    private static String configuration(Path folder) throws IOException {
        Path template = Files.writeString(folder.resolve("template.md"), TEMPLATE + "\n--- user ---\n{{message}}\n");
        Path rubric = Files.writeString(folder.resolve("rubric.md"), RUBRIC);
        String status =
                ", status: {kind: statuspage, urls: [\"SIM/status/outage/api/v2/summary.json\"], components: [api]}";
        StringBuilder yaml = new StringBuilder("providers:\n")
                .append(Installation.provider("outage", status))
                .append(Installation.provider("keyed", ""))
                .append(Installation.provider("judged", ""))
                .append(Installation.provider("judge", ""))
                .append("routes:\n");
        for (String name : List.of("outage", "keyed", "judged")) {
            yaml.append("""
                    %s:
                      deadline: 8s
                      ladder:
                        - {tier: primary, provider: %s, model: a-model, budget: 3s, retries: 0, prompt: '%s', quality: 0.7}
                        - {tier: canned, text: "Later."}
                      judge: {rubric: '%s', sample: 1, judges: [{provider: judge, model: j-model}]}
                    """.formatted(name, name, template, rubric).indent(2));
        }
        return yaml.toString();
    }

    private static void ask(String route) {
        stack.ask(route, PROMPT, "Idempotency-Key", PROMPT + UUID.randomUUID());
    }

    private static boolean latched() {
        return BreakerStage.view(stack, "keyed").circuits().stream()
                .anyMatch(circuit -> circuit.id() instanceof CircuitId.Key && circuit.phase() != Phase.CLOSED);
    }

    private static void listen() {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        for (String name : List.of("io.downclimb", "downclimb")) {
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

    /** The bytes of all events of each workflow, and of its description with memo and search attributes, by its id. */
    private static Map<String, String> whatTemporalHolds() {
        Map<String, String> all = new HashMap<>();
        WorkflowClient client = stack.node().context().getBean(WorkflowClient.class);
        for (WorkflowExecutionMetadata one : client.listExecutions("").toList()) {
            all.merge(
                    one.getExecution().getWorkflowId(), whatTemporalHolds(client, one.getExecution()), String::concat);
        }
        return all;
    }

    private static String whatTemporalHolds(WorkflowClient client, WorkflowExecution execution) {
        WorkflowServiceBlockingStub temporal = client.getWorkflowServiceStubs().blockingStub();
        String namespace = client.getOptions().getNamespace();
        StringBuilder bytes =
                new StringBuilder(latin(temporal.describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                                .setNamespace(namespace)
                                .setExecution(execution)
                                .build())
                        .toByteString()));
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
    void everythingHasHappened() {
        String all = String.join("", held.values());
        assertThat(List.of("OVERLOADED", "AUTH", "probe bad", "PARTIAL_OUTAGE", "0.75"))
                .allSatisfy(fact -> assertThat(all.contains(fact)).as(fact).isTrue());
        assertThat(records.texts("select convert_from(body, 'UTF8') from contents where kind = 'judgement'"))
                .anySatisfy(text -> assertThat(text).contains(REASON));
        assertThat(stack.simulator().calls().of("judge")).isNotEmpty();
    }

    @Test
    void temporalHoldsNoContentsReasonsOrKeys() {
        held.forEach((id, bytes) -> {
            assertThat(mentions(bytes)).as("history of %s", id).isEmpty();
            assertThat(mentions(id)).as("workflow id").isEmpty();
        });
    }

    @Test
    void theLogHoldsNone() {
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
    void whatBreakersWriteDownHoldsNone() {
        for (String table : List.of(
                "breakers",
                "breaker_transitions",
                "breaker_windows",
                "probes",
                "judgements",
                "judges",
                "status_pages")) {
            for (String row : records.texts("select t::text from " + table + " t")) {
                assertThat(mentions(row)).as(table).isEmpty();
            }
        }
    }

    @Test
    void theDoorsShowNone() {
        for (String path : List.of("/v1/breakers", "/v1/breakers/outage", "/v1/breakers/keyed", "/v1/status-pages")) {
            assertThat(mentions(stack.get(path).response().body())).as(path).isEmpty();
        }
    }

    private static List<String> mentions(String text) {
        return MARKERS.stream().filter(text::contains).toList();
    }
}
