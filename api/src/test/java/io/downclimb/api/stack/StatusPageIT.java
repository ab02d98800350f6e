package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Simulator;
import io.downclimb.simulator.StatusFault;
import io.downclimb.simulator.StatusPages;
import io.downclimb.workflows.WorkflowData;
import io.downclimb.workflows.breaker.BreakerInput;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import io.downclimb.workflows.status.StatusSource;
import io.downclimb.workflows.status.StatusWorkflow;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two nodes and the pages of three providers: who polls, what is written down, and who is told? */
class StatusPageIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<String, Object> QUICK = Map.of("downclimb.status.interval", "300ms");
    private static final List<StatusNews> HEARD = new CopyOnWriteArrayList<>();

    private static Simulator simulator;
    private static StatusPages pages;
    private static String jdbcUrl;
    private static Records records;
    private static Node one;
    private static Node two;
    private static WorkflowServiceStubs stubs;
    private static WorkerFactory breakers;
    private static WorkflowClient client;
    private static String watched;

    /** Stands in for a provider's breaker: writes down what it is told. */
    public static final class Listening implements BreakerWorkflow {
        @Override
        public void run(BreakerInput input) {
            Workflow.await(() -> false);
        }

        @Override
        public void status(StatusNews news) {
            HEARD.add(news);
        }

        @Override
        public void report(OutcomeReport report) {}

        @Override
        public void configure(BreakerSettings settings) {}

        @Override
        public BreakerView operate(OperatorAction action) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeAll
    static void start() {
        simulator = Simulator.start(0);
        pages = simulator.statusPages();
        jdbcUrl = SharedStack.newDatabase();
        records = new Records(jdbcUrl);
        watched = "watched-" + simulator.port();
        listen();
        Configuration configuration = configuration(Map.of(
                watched,
                source(StatusSource.Kind.STATUSPAGE, "shared", "api"),
                "unheard-" + simulator.port(),
                source(StatusSource.Kind.STATUSPAGE, "shared", "console"),
                "io-" + simulator.port(),
                source(StatusSource.Kind.INCIDENT_IO, "io", "api"),
                "google-" + simulator.port(),
                source(StatusSource.Kind.GOOGLE, "google", "api")));
        one = Node.start(configuration, QUICK);
        two = Node.start(configuration, QUICK);
    }

    private static void listen() {
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(SharedStack.temporal().target())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(SharedStack.namespace(jdbcUrl))
                        .setDataConverter(WorkflowData.converter())
                        .build());
        breakers = WorkerFactory.newInstance(client);
        breakers.newWorker(watched).registerWorkflowImplementationTypes(Listening.class);
        breakers.start();
        BreakerWorkflow breaker = client.newWorkflowStub(
                BreakerWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(BreakerWorkflow.workflowId(watched))
                        .setTaskQueue(watched)
                        .build());
        WorkflowClient.start(breaker::run, new BreakerInput(watched, null));
    }

    private static StatusSource source(StatusSource.Kind kind, String page, String component) {
        String file = switch (kind) {
            case STATUSPAGE -> "api/v2/summary.json";
            case INCIDENT_IO -> "api/v2/components.json";
            case GOOGLE -> "incidents.json";
        };
        URI url = URI.create(simulator.baseUrl() + "/status/" + page + "/" + file);
        return new StatusSource(kind, List.of(url), List.of(component));
    }

    private static Configuration configuration(Map<String, StatusSource> statusPages) {
        Configuration plain =
                Stack.configuration("""
                support:
                  deadline: 5s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 2s}
                    - {tier: canned, text: "later"}
                """, jdbcUrl, SharedStack.postgres(), SharedStack.temporal(), simulator);
        return new Configuration(
                plain.server(),
                plain.store(),
                plain.engine(),
                plain.limits(),
                plain.incident(),
                plain.providers(),
                plain.routes(),
                plain.breakers(),
                statusPages,
                plain.warnings());
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        for (String page : List.of("shared/api/v2/summary", "io/api/v2/components", "google/incidents")) {
            client.newUntypedWorkflowStub(StatusWorkflow.workflowId(name(page))).terminate("the test is over");
        }
        client.newUntypedWorkflowStub(BreakerWorkflow.workflowId(watched)).terminate("the test is over");
        breakers.shutdownNow();
        stubs.shutdownNow();
        simulator.close();
    }

    private static String name(String page) {
        return "127.0.0.1:" + simulator.port() + "/status/" + page + ".json";
    }

    private static String level(String page) {
        List<String> levels = records.texts("select level from status_pages where page = ?", name(page));
        return levels.isEmpty() ? "none yet" : levels.getFirst();
    }

    private static void eventually(String page, String level) {
        Patiently.await(SOON, () -> level(page), level::equals);
    }

    private static void heard(StatusLevel level) {
        Patiently.await(
                SOON,
                () -> HEARD.isEmpty() ? StatusLevel.UNKNOWN : HEARD.getLast().level(),
                level::equals);
    }

    @Test
    void aPageIsPolledOnceForBothNodesAndItsLevelArrives() {
        String page = "shared/api/v2/summary";
        eventually(page, "OPERATIONAL");
        heard(StatusLevel.OPERATIONAL);
        pages.component("shared", "api", "major_outage");
        eventually(page, "MAJOR_OUTAGE");
        heard(StatusLevel.MAJOR_OUTAGE);
        String document = records.texts("select document from status_pages where page = ?", name(page))
                .getFirst();
        assertThat(document)
                .contains("\"provider\":\"" + watched + "\",\"level\":\"MAJOR_OUTAGE\"")
                .contains("\"provider\":\"unheard-" + simulator.port() + "\",\"level\":\"OPERATIONAL\"");
        assertThat(records.count("select count(*) from status_pages where page = ?", name(page)))
                .isEqualTo(1);
        // Both nodes speak to the one poller, and what the page was asked is what that one asked.
        Patiently.await(
                SOON, () -> events(page, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED), spoken -> spoken == 2);
        Patiently.await(SOON, () -> pages.notModified("shared"), count -> count > 0);
        long polls = pages.polls("shared");
        assertThat(polls).isLessThanOrEqualTo(events(page, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED));
        pages.component("shared", "api", "operational");
        eventually(page, "OPERATIONAL");
        heard(StatusLevel.OPERATIONAL);
    }

    private static long events(String page, EventType type) {
        return client.fetchHistory(StatusWorkflow.workflowId(name(page))).getEvents().stream()
                .filter(event -> event.getEventType() == type)
                .count();
    }

    static Stream<Arguments> whatCannotBeRead() {
        return Stream.of(
                Arguments.of(new StatusFault.Garbage(), "not JSON"),
                Arguments.of(new StatusFault.Status(405, null), "HTTP 405"),
                Arguments.of(new StatusFault.Huge(), "larger than"),
                Arguments.of(new StatusFault.Redirect(null), "redirects"));
    }

    @ParameterizedTest
    @MethodSource("whatCannotBeRead")
    void aPageThatCannotBeReadBecomesUnknownAndComesBack(StatusFault fault, String why) {
        String page = "google/incidents";
        pages.component("google", "api", "partial_outage");
        eventually(page, "PARTIAL_OUTAGE");
        pages.misbehave("google", fault);
        eventually(page, "UNKNOWN");
        assertThat(records.texts("select document from status_pages where page = ?", name(page))
                        .getFirst())
                .contains(why);
        assertThat(records.count("select failures from status_pages where page = ?", name(page)))
                .isGreaterThanOrEqualTo(3);
        assertThat(records.texts("select read_at from status_pages where page = ?", name(page)))
                .doesNotContainNull();
        pages.behave("google");
        eventually(page, "PARTIAL_OUTAGE");
    }

    @Test
    void aVanishedComponentIsUnknownAtOnce() {
        String page = "io/api/v2/components";
        eventually(page, "OPERATIONAL");
        pages.vanish("io", "api");
        eventually(page, "UNKNOWN");
        assertThat(records.count("select failures from status_pages where page = ?", name(page)))
                .isZero();
        pages.component("io", "api", "degraded_performance");
        eventually(page, "DEGRADED");
    }

    @Test
    void anotherConfigurationIsTakenOverAndAPageThatNobodyWantsIsForgotten() {
        String provider = "moved-" + simulator.port();
        pages.component("moved", "other", "degraded_performance");
        String page = "moved/api/v2/summary";
        Node first = Node.start(
                configuration(Map.of(provider, source(StatusSource.Kind.STATUSPAGE, "moved", "api"))), QUICK);
        try {
            eventually(page, "OPERATIONAL");
            Node second = Node.start(
                    configuration(Map.of(provider, source(StatusSource.Kind.STATUSPAGE, "moved", "other"))), QUICK);
            try {
                eventually(page, "DEGRADED");
            } finally {
                second.close();
            }
        } finally {
            first.close();
        }
        eventually(page, "none yet");
    }
}
