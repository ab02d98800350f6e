package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.request.CallerQueue;
import io.downclimb.api.stack.StreamCall.Door;
import io.downclimb.db.AnswerRepository;
import io.downclimb.db.AnswerRow;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Call;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams over the real stack, with two nodes: do live ones pass what comes while it comes, is a break mended without a seam or told, and does
 * whoever hangs up end what it caused?
 */
class LiveIT {
    private static final String WHOLE =
            "Climbers who cannot go up do not fall: they climb down, hold by hold, and arrive at the foot of the wall.";
    private static final String OTHER = "There are other words for the same thing.";
    private static final Duration SOON = Duration.ofSeconds(20);
    /** What a provider may need to notice that a call was closed. */
    private static final Duration CLOSED = Duration.ofSeconds(2);

    private static Simulator simulator;
    private static Stack node;
    private static Stack other;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(0);
        String ladder = """
                    ladder:
                      - {tier: primary, provider: up, model: a-model, budget: 8s, retries: 0%s}
                      - {tier: secondary, provider: down, model: b-model, budget: 8s, retries: 0}
                """;
        String yaml = "providers:\n" + Installation.provider("up", ", breaker: off")
                + Installation.provider("down", ", breaker: off")
                + "routes:\n  live:\n    deadline: 40s\n    streaming: live\n    keep-alive: 1s\n"
                + ladder.formatted("") + "  impatient:\n    deadline: 40s\n    streaming: live\n"
                + ladder.formatted(", idle: 400ms") + "  whole:\n    deadline: 40s\n    keep-alive: 300ms\n"
                + ladder.formatted("");
        yaml += "  mixed:\n    deadline: 40s\n    streaming: live\n"
                + ladder.formatted("")
                        .replace("provider: up", "provider: claude")
                        .replace("provider: down", "provider: claude-too");
        yaml = yaml.replace("routes:\n", anthropic("claude") + anthropic("claude-too") + "routes:\n");
        Installation installation = new Installation(
                simulator, SharedStack.newDatabase(), SharedStack.postgres(), SharedStack.temporal(), yaml);
        node = installation.node();
        other = installation.node();
        node.ask("whole", "warm up");
        other.ask("whole", "warm up, too");
    }

    private static String anthropic(String name) {
        return "  %s: {api: anthropic-messages, base-url: \"SIM/%s\", keys: [\"${ONE}\"], breaker: off}\n"
                .formatted(name, name);
    }

    @AfterAll
    static void stop() {
        other.node().close();
        node.close();
    }

    @BeforeEach
    void healthy() {
        simulator.faults().clearAll();
        for (String provider : List.of("up", "down", "claude", "claude-too")) {
            simulator.faults().answer(provider, WHOLE);
            simulator.faults().pace(provider, new Simulator.Pace(0, 0));
        }
        simulator.calls().reset();
    }

    private static void up(Fault fault) {
        simulator.faults().set("up", fault);
    }

    private static AnswerRow conclusion(String requestId) {
        return Patiently.await(
                        SOON,
                        () -> node.node()
                                .context()
                                .getBean(AnswerRepository.class)
                                .findByRequestId(UUID.fromString(requestId)),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** On each node, more than once: a workflow goes to whichever is free. */
    @Test
    void wordsPassBeforeTheAnswerIsWholeOnWhateverNodeTheCallerIs() throws IOException {
        up(new Fault.Stall(5));
        for (int call = 0; call < 3; call++) {
            for (Stack at : List.of(node, other)) {
                try (StreamCall stream = StreamCall.ask(at, "live", "stalls")) {
                    assertThat(stream.untilWords(5)).isEqualTo("Climbers who cannot go up");
                    assertThat(stream.header("downclimb-tier")).isEqualTo("primary");
                }
            }
        }
    }

    @Test
    void beforeTheFirstWordTheWayDownIsFree() throws IOException {
        up(Fault.status(529));
        try (StreamCall stream = StreamCall.ask(node, "live", "overloaded")) {
            assertThat(stream.whole()).isEqualTo(WHOLE);
            assertThat(stream.header("downclimb-tier")).isEqualTo("secondary");
            assertThat(stream.label().path("reasons").toString()).contains("primary:OVERLOADED");
        }
    }

    @Test
    void aCutStreamGoesOnWithoutASeamWhereTheNextAnswerIsTheSame() throws IOException {
        up(new Fault.Cut(14));
        try (StreamCall stream = StreamCall.ask(node, "live", "cut")) {
            assertThat(stream.whole()).isEqualTo(WHOLE);
            assertThat(stream.header("downclimb-tier")).isEqualTo("primary");
            assertThat(stream.label().path("tier").asText()).isEqualTo("secondary");
            assertThat(conclusion(stream.requestId()).tier()).isEqualTo("secondary");
        }
        assertThat(simulator.calls().total("up")).isEqualTo(1);
        assertThat(simulator.calls().total("down")).isEqualTo(1);
    }

    @Test
    void aStalledStreamIsFinishedInTheSameWay() throws IOException {
        up(new Fault.Stall(14));
        try (StreamCall stream = StreamCall.ask(node, "impatient", "stalled")) {
            assertThat(stream.whole()).isEqualTo(WHOLE);
        }
    }

    @Test
    void whereTheNextAnswerIsAnotherTheStreamEndsInAnErrorAndNothingGoesOn() throws IOException {
        up(new Fault.Cut(14));
        simulator.faults().answer("down", OTHER);
        simulator.faults().pace("down", new Simulator.Pace(0, 300));
        try (StreamCall stream = StreamCall.ask(node, "live", "cut and other")) {
            assertThat(stream.broken()).isEqualTo("broken_stream");
            assertThat(stream.text()).isNotEmpty();
            assertThat(WHOLE).startsWith(stream.text());
            AnswerRow conclusion = conclusion(stream.requestId());
            assertThat(conclusion.outcome()).isEqualTo("cancelled");
            assertThat(conclusion.reason())
                    .contains("broke off after %d characters"
                            .formatted(stream.text().length()));
        }
        awaitClosed("down");
    }

    /** Doors, and rungs of their own format and of the other. */
    static Stream<Arguments> doors() {
        return Stream.of(Door.values())
                .flatMap(door -> Stream.of(
                        Arguments.of(door, "live", "up", "down"), Arguments.of(door, "mixed", "claude", "claude-too")));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void aCutStreamGoesOnAtEitherDoorWhateverTheFormatOfTheRungs(Door door, String route, String first, String second)
            throws IOException {
        simulator.faults().set(first, new Fault.Cut(14));
        try (StreamCall stream = StreamCall.ask(door, node, route, "cut")) {
            assertThat(stream.whole()).isEqualTo(WHOLE);
            assertThat(stream.label().path("provider").asText()).isEqualTo(second);
        }
    }

    @ParameterizedTest
    @MethodSource("doors")
    void anAnswerThatGoesOnOtherwiseIsAnErrorOfEitherDoorWhateverTheFormatOfTheRungs(
            Door door, String route, String first, String second) throws IOException {
        simulator.faults().set(first, new Fault.Cut(14));
        simulator.faults().answer(second, OTHER);
        try (StreamCall stream = StreamCall.ask(door, node, route, "cut and other")) {
            assertThat(stream.broken()).isEqualTo("broken_stream");
            assertThat(WHOLE).startsWith(stream.text());
            assertThat(stream.text()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("doors")
    void aCallOfAToolThatWasCutInItsArgumentsGoesOn(Door door, String route, String first, String second)
            throws IOException {
        simulator.faults().set(first, new Fault.Cut(2));
        simulator.faults().set(second, new Fault.Cut(1));
        String part;
        String schema = "{\"type\": \"object\", \"required\": [\"city\", \"country\"], \"properties\": "
                + "{\"city\": {\"type\": \"string\"}, \"country\": {\"type\": \"string\"}}}";
        String tools = switch (door) {
            case CHAT ->
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"parameters\": " + schema
                        + "}}]";
            case MESSAGES ->
                "\"max_tokens\": 4096, \"tools\": [{\"name\": \"weather\", \"input_schema\": " + schema + "}]";
        };
        try (StreamCall stream = StreamCall.askWith(door, node, route, "call weather", tools)) {
            // Both are cut, the second earlier: a part of the arguments was sent, and no more.
            assertThat(stream.broken()).isEqualTo("ladder_exhausted");
            part = stream.text();
            assertThat(part).startsWith("{").doesNotContain("}");
        }
        simulator.faults().clear(second);
        try (StreamCall stream = StreamCall.askWith(door, node, route, "call weather", tools)) {
            String arguments = stream.whole();
            assertThat(arguments).startsWith(part).endsWith("}").contains("\"country\"");
            assertThat(stream.label().path("provider").asText()).isEqualTo(second);
        }
    }

    @Test
    void whoHadAKeyGetsTheWholeAnswerOfABrokenStream() throws IOException {
        up(new Fault.Cut(14));
        simulator.faults().answer("down", OTHER);
        String key = "Idempotency-Key: broken-" + UUID.randomUUID();
        try (StreamCall stream = StreamCall.ask(node, "live", "cut and keyed", key)) {
            assertThat(stream.broken()).isEqualTo("broken_stream");
        }
        try (StreamCall again = StreamCall.ask(other, "live", "cut and keyed", key)) {
            assertThat(again.whole()).isEqualTo(OTHER);
        }
        assertThat(simulator.calls().total("down")).isEqualTo(1);
    }

    @Test
    void whereEveryRungFailsAfterTheFirstWordsTheStreamEndsInAnError() throws IOException {
        up(new Fault.Cut(14));
        simulator.faults().set("down", Fault.status(503));
        try (StreamCall stream = StreamCall.ask(node, "live", "cut and down")) {
            assertThat(stream.broken()).isEqualTo("ladder_exhausted");
            assertThat(conclusion(stream.requestId()).outcome()).isEqualTo("failed");
        }
    }

    @Test
    void committedStreamsShowNothingOfAnAnswerThatIsCut() throws IOException {
        up(new Fault.Cut(14));
        simulator.faults().answer("down", OTHER);
        try (StreamCall stream = StreamCall.ask(node, "whole", "cut")) {
            assertThat(stream.whole()).isEqualTo(OTHER);
            assertThat(stream.label().path("tier").asText()).isEqualTo("secondary");
        }
    }

    @Test
    void whatCannotBeReadAlongIsServedWhole() throws IOException {
        up(new Fault.Cut(14));
        simulator.faults().answer("down", OTHER);
        try (StreamCall stream = StreamCall.askWith(node, "live", "two", "\"n\": 2")) {
            assertThat(stream.whole()).startsWith(OTHER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"silent, no comment yet", "silent, among comments", "amid the words"})
    void whoHangsUpEndsTheCallAtTheProviderAndEveryRetry(String when) throws IOException {
        boolean words = when.equals("amid the words");
        boolean comments = when.equals("silent, among comments");
        up(words ? new Fault.Stall(5) : new Fault.Silent());
        try (StreamCall stream = StreamCall.ask(node, words ? "live" : "whole", when)) {
            awaitCall("up");
            if (words) {
                stream.untilWords(5);
            } else if (comments) {
                stream.untilComment();
            }
        }
        awaitClosed("up");
        String id = simulator.calls().of("up").getFirst().callerRequest();
        assertThat(conclusion(String.valueOf(id)).outcome()).isEqualTo("cancelled");
        assertThat(simulator.calls().total("down")).isZero();
        assertThat(simulator.calls().total("up")).isEqualTo(1);
    }

    @Test
    void callsOfALiveRequestAreMadeAtTheNodeOfItsCaller() throws IOException {
        try (StreamCall stream = StreamCall.ask(node, "live", "where")) {
            assertThat(stream.whole()).isEqualTo(WHOLE);
            String workflow = "request/default/" + stream.requestId();
            WorkflowClient client = node.node().context().getBean(WorkflowClient.class);
            List<HistoryEvent> events = client.fetchHistory(workflow).getEvents();
            String queue = node.node().context().getBean(CallerQueue.class).name();
            assertThat(events)
                    .filteredOn(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                    .extracting(event -> event.getActivityTaskScheduledEventAttributes()
                            .getTaskQueue()
                            .getName())
                    .containsExactly(queue);
        }
    }

    private static void awaitCall(String provider) {
        assertThat(awaits(SOON, provider, call -> true))
                .as("a call to " + provider)
                .isTrue();
    }

    private static void awaitClosed(String provider) {
        assertThat(awaits(CLOSED, provider, Call::clientGone))
                .as("closed within %s: %s", CLOSED, simulator.calls().of(provider))
                .isTrue();
    }

    private static boolean awaits(Duration atMost, String provider, Predicate<Call> expected) {
        try {
            return simulator
                    .calls()
                    .await(
                            atMost,
                            calls -> calls.stream()
                                    .anyMatch(call -> call.provider().equals(provider) && expected.test(call)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
