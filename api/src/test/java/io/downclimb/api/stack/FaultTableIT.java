package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a caller gets when the primary meets a fault: the whole answer of one rung or an honest error, in time, and at how many calls. Each
 * case is asked at both compatible doors and three ways (whole, streamed once it is committed, streamed live) of primaries that speak either format, each with providers of
 * its own; all at once, because most of what they take is waiting. The secondary turns down whatever ends in words of the assistant: no rescue
 * continues a partial text by handing it over.
 */
class FaultTableIT {
    private static final int AT_ONCE = 16;
    private static final int RETRIES = 2;
    /** With a deadline of 30 s. */
    private static final long IN_TIME_MS = 15_000;

    private static final String PRIMARY =
            "The harbour opens at six, the ferries leave from pier four, dogs travel free, and"
                    + " whoever misses the last boat may ring the bell beside the lamp until somebody comes.";
    private static final String SECONDARY = "From the second desk: boats run all day, ask at the kiosk for the hours.";
    private static final int TWO_THIRDS = PRIMARY.split(" ", -1).length * 2 / 3;

    private enum Way {
        WHOLE(false, false),
        COMMITTED(true, false),
        LIVE(true, true),
        MESSAGE(false, false),
        MESSAGE_COMMITTED(true, false),
        MESSAGE_LIVE(true, true);

        private final boolean streams;
        private final boolean live;

        Way(boolean streams, boolean live) {
            this.streams = streams;
            this.live = live;
        }

        private boolean atTheMessagesDoor() {
            return name().startsWith("MESSAGE");
        }
    }

    private enum Ends {
        PRIMARY,
        SECONDARY,
        /** A refusal given as an answer. */
        REFUSAL,
        /** An error, as a status or in-band, never with an end mark. */
        ERROR
    }

    /**
     * A row of the table.
     *
     * @param faults of the primary's calls in turn; the last stays
     * @param ends to callers who get whole answers
     * @param live to callers who read along
     * @param calls that the primary sees
     */
    private record Case(String name, List<Fault> faults, Ends ends, Ends live, int calls) {
        static Case always(String name, Fault fault, Ends ends, Ends live, int calls) {
            return new Case(name, List.of(fault), ends, live, calls);
        }

        static Case once(String name, Fault fault) {
            return new Case(name, List.of(fault, new Fault.Healthy()), Ends.PRIMARY, Ends.PRIMARY, 2);
        }

        Ends ends(Way way) {
            return way.live ? live : ends;
        }
    }

    /** A case, asked one way of a primary of one format. */
    private record Asked(Case row, Way way, String api) {
        String name() {
            return "%s-%s-%s".formatted(row.name(), way, api).replace('_', '-').toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return name();
        }
    }

    private static final List<Case> CASES = List.of(
            new Case("warm-up", List.of(new Fault.Healthy()), Ends.PRIMARY, Ends.PRIMARY, 2),
            new Case("healthy", List.of(new Fault.Healthy()), Ends.PRIMARY, Ends.PRIMARY, 1),
            Case.always("limited", Fault.status(429), Ends.SECONDARY, Ends.SECONDARY, 1),
            Case.once("limited-with-a-hint", Fault.status(429, "1")),
            Case.always("limited-for-long", Fault.status(429, "3600"), Ends.SECONDARY, Ends.SECONDARY, 1),
            Case.always("status-500", Fault.status(500), Ends.SECONDARY, Ends.SECONDARY, 1 + RETRIES),
            Case.once("status-500-once", Fault.status(500)),
            Case.always("status-503", Fault.status(503), Ends.SECONDARY, Ends.SECONDARY, 1 + RETRIES),
            Case.always("reset", new Fault.Reset(), Ends.SECONDARY, Ends.SECONDARY, 2),
            Case.once("reset-once", new Fault.Reset()),
            Case.always("silence", new Fault.Silent(), Ends.SECONDARY, Ends.SECONDARY, 1),
            Case.always("slow-headers", new Fault.SlowHeaders(20_000), Ends.SECONDARY, Ends.SECONDARY, 1),
            Case.always("slow-first-content", new Fault.SlowFirstToken(20_000), Ends.SECONDARY, Ends.SECONDARY, 1),
            Case.always("cut", new Fault.Cut(TWO_THIRDS), Ends.SECONDARY, Ends.ERROR, 2),
            Case.once("cut-once", new Fault.Cut(TWO_THIRDS)),
            Case.always("stall", new Fault.Stall(TWO_THIRDS), Ends.SECONDARY, Ends.ERROR, 2),
            Case.once("stall-once", new Fault.Stall(TWO_THIRDS)),
            Case.always("cut-before-content", new Fault.Cut(0), Ends.SECONDARY, Ends.SECONDARY, 2),
            Case.always("torn", new Fault.Malformed(TWO_THIRDS, false), Ends.SECONDARY, Ends.ERROR, 2),
            Case.once("torn-once", new Fault.Malformed(TWO_THIRDS, false)),
            Case.always("no-end-mark", new Fault.MissingEnd(true), Ends.PRIMARY, Ends.PRIMARY, 1),
            Case.always("no-finish", new Fault.MissingEnd(false), Ends.SECONDARY, Ends.ERROR, 2),
            Case.once("no-finish-once", new Fault.MissingEnd(false)),
            Case.always(
                    "error-event", new Fault.ErrorEventInStream(TWO_THIRDS), Ends.SECONDARY, Ends.ERROR, 1 + RETRIES),
            Case.once("error-event-once", new Fault.ErrorEventInStream(TWO_THIRDS)),
            Case.always("context-length", new Fault.ContextLength(), Ends.SECONDARY, Ends.SECONDARY, 1),
            Case.always("content-policy", new Fault.ContentFilter(false), Ends.ERROR, Ends.ERROR, 1),
            Case.always("refusal", new Fault.ContentFilter(true), Ends.REFUSAL, Ends.REFUSAL, 1),
            Case.always("empty", new Fault.Empty(), Ends.SECONDARY, Ends.SECONDARY, 2),
            Case.always("truncated", new Fault.Truncated(), Ends.SECONDARY, Ends.ERROR, 2));

    @SuppressWarnings("NullAway.Init") // before all
    private static Stack stack;

    private static Map<Asked, CompletableFuture<ReadReply>> replies = Map.of();

    @BeforeAll
    static void start() {
        Simulator simulator = Simulator.start(0);
        StringBuilder providers = new StringBuilder("providers:\n");
        StringBuilder routes = new StringBuilder("routes:\n");
        asked().forEach(asked -> {
            String name = asked.name();
            providers.append(provider("p-" + name, asked.api()));
            providers.append(
                    provider("s-" + name, asked.api().equals("openai-chat") ? "anthropic-messages" : "openai-chat"));
            routes.append(route(asked));
            List<Fault> faults = asked.row().faults();
            if (faults.size() == 1) {
                simulator.faults().set("p-" + name, faults.getFirst());
            } else {
                simulator.faults().sequence("p-" + name, faults);
            }
            simulator.faults().answer("p-" + name, PRIMARY);
            simulator.faults().answer("s-" + name, SECONDARY);
        });
        stack = new Installation(
                        simulator,
                        SharedStack.newDatabase(),
                        SharedStack.postgres(),
                        SharedStack.temporal(),
                        providers.append(routes).toString())
                .node();
        asked().filter(asked -> asked.row().name().equals("warm-up")).forEach(FaultTableIT::ask);
        replies = ask();
    }

    private static String provider(String name, String api) {
        String version = api.equals("openai-chat") ? "/v1" : "";
        return "  %s: {api: %s, base-url: \"SIM/%s%s\", keys: [\"${ONE}\"], breaker: off}\n"
                .formatted(name, api, name, version);
    }

    private static String route(Asked asked) {
        String name = asked.name();
        return """
                %s:
                  deadline: 30s
                  streaming: %s
                  ladder:
                    - {tier: primary, provider: p-%s, model: first, budget: 8s, retries: %d, idle: 700ms}
                    - {tier: secondary, provider: s-%s, model: sim-no-prefill, budget: 8s}
                """.formatted(name, asked.way().live ? "live" : "committed", name, RETRIES, name)
                .indent(2);
    }

    private static Map<Asked, CompletableFuture<ReadReply>> ask() {
        ExecutorService callers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
        Map<Asked, CompletableFuture<ReadReply>> all = new HashMap<>();
        asked().forEach(asked ->
                all.put(asked, CompletableFuture.supplyAsync(() -> ReadReply.of(ask(asked)), callers)));
        callers.shutdown();
        return all;
    }

    private static Stack.Answer ask(Asked asked) {
        String stream = asked.way().streams ? ",\"stream\":true" : "";
        if (asked.way().atTheMessagesDoor()) {
            return stack.post("/v1/messages", """
                {"model":"%s","max_tokens":500,"messages":[{"role":"user","content":"When do the boats leave?"}]%s}""".formatted(asked.name(), stream));
        }
        stream += asked.way().streams ? ",\"stream_options\":{\"include_usage\":true}" : "";
        return stack.post("/v1/chat/completions", """
                {"model":"%s","messages":[{"role":"user","content":"When do the boats leave?"}]%s}""".formatted(asked.name(), stream));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    static Stream<Asked> asked() {
        List<Asked> all = new ArrayList<>();
        for (Case row : CASES) {
            for (Way way : Way.values()) {
                all.add(new Asked(row, way, "openai-chat"));
                all.add(new Asked(row, way, "anthropic-messages"));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("asked")
    void comesToAWholeAnswerOrAnHonestErrorInTime(Asked asked) {
        ReadReply reply = Objects.requireNonNull(replies.get(asked)).join();
        String told = reply.toString();

        switch (asked.row().ends(asked.way())) {
            case PRIMARY -> answered(reply, "p-" + asked.name(), "first", PRIMARY);
            case SECONDARY -> answered(reply, "s-" + asked.name(), "sim-no-prefill", SECONDARY);
            case REFUSAL -> {
                assertThat(reply.looksWhole()).as(told).isTrue();
                assertThat(reply.finish()).isEqualTo("content_filter");
                assertThat(PRIMARY).startsWith(reply.text());
            }
            case ERROR -> {
                assertThat(reply.error().path("message").asText()).as(told).isNotBlank();
                assertThat(reply.done()).as(told).isFalse();
                assertThat(reply.finish()).as(told).isEmpty();
            }
        }
        int below = asked.row().ends() == Ends.SECONDARY ? 1 : 0;
        assertThat(stack.simulator().calls().total("p-" + asked.name()))
                .as(told)
                .isEqualTo(asked.row().calls());
        assertThat(stack.simulator().calls().total("s-" + asked.name()))
                .as(told)
                .isEqualTo(below);
        assertThat(reply.tookMs()).as(told).isLessThan(IN_TIME_MS);
    }

    /** Model, provider and usage are those of the rung that answered. */
    private static void answered(ReadReply reply, String provider, String model, String text) {
        String told = reply.toString();
        assertThat(reply.looksWhole()).as(told).isTrue();
        assertThat(reply.text()).isEqualTo(text);
        assertThat(reply.finish()).isEqualTo("stop");
        assertThat(reply.model()).isEqualTo(model);
        JsonNode label = reply.label();
        assertThat(label.path("provider").asText()).as(told).isEqualTo(provider);
        assertThat(label.path("model").asText()).isEqualTo(model);
        assertThat(label.path("degraded").asBoolean()).isEqualTo(provider.startsWith("s-"));
        assertThat(reply.outputTokens()).as(told).isEqualTo(text.split(" ", -1).length);
    }
}
