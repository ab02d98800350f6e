package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.simulator.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Does the class of an error decide what happens next? Each fault has a route of its own, in either format and inline, whose primary model
 * meets it always; a healthy secondary waits below, and a canned text below that.
 */
class ErrorClassIT {
    private static final int RETRIES = 2;

    /** Who gives the answer. */
    private enum Next {
        PRIMARY,
        SECONDARY,
        /** The provider's error leaves as the error it was. */
        ERROR
    }

    /**
     * What a fault comes to.
     *
     * @param errorClass in the trail, of every call to the primary; empty where it answers
     * @param calls to the primary, of at most {@value #RETRIES} retries
     * @param detail in the trail; empty where the formats differ
     */
    private record Case(String name, Fault fault, String errorClass, int calls, Next next, String detail) {
        static Case down(String name, Fault fault, String errorClass, int calls) {
            return new Case(name, fault, errorClass, calls, Next.SECONDARY, "");
        }

        static Case error(String name, Fault fault, String errorClass) {
            return new Case(name, fault, errorClass, 1, Next.ERROR, "");
        }

        static Case whole(String name, Fault fault) {
            return new Case(name, fault, "", 1, Next.PRIMARY, "");
        }

        @Override
        public String toString() {
            return name;
        }

        Case because(String rule) {
            return new Case(name, fault, errorClass, calls, next, rule);
        }
    }

    private static final List<Case> CASES = List.of(
            Case.down("status-500", Fault.status(500), "OVERLOADED", 1 + RETRIES),
            Case.down("status-502", Fault.status(502), "OVERLOADED", 1 + RETRIES),
            Case.down("status-503", Fault.status(503), "OVERLOADED", 1 + RETRIES),
            Case.down("status-504", Fault.status(504), "OVERLOADED", 1 + RETRIES),
            Case.down("status-529", Fault.status(529), "OVERLOADED", 1 + RETRIES),
            Case.down("error-event", new Fault.ErrorEventInStream(3), "OVERLOADED", 1 + RETRIES),
            Case.down("limited", Fault.status(429), "RATE_LIMITED", 1),
            Case.down("limited-short", limited(Map.of("retry-after-ms", "50")), "RATE_LIMITED", 1 + RETRIES),
            Case.down("limited-tight", Fault.status(429, "3"), "RATE_LIMITED", 1),
            Case.down("limited-long", Fault.status(429, "3600"), "RATE_LIMITED", 1),
            Case.down(
                    "limited-for-good",
                    limited(Map.of("retry-after-ms", "50", "x-should-retry", "false")),
                    "RATE_LIMITED",
                    1),
            Case.down("quota", new Fault.InsufficientQuota(), "QUOTA", 1),
            Case.down("spend-limit", new Fault.SpendLimitReached(), "QUOTA", 1),
            Case.down("status-402", Fault.status(402), "QUOTA", 1),
            Case.down("broken-key", new Fault.BrokenKey(), "AUTH", 1),
            Case.down("status-403", Fault.status(403), "AUTH", 1),
            Case.down("model-gone", new Fault.ModelGone(), "MODEL_GONE", 1),
            Case.down("context-length", new Fault.ContextLength(), "CONTEXT_LENGTH", 1),
            Case.error("content-policy", new Fault.ContentFilter(false), "CONTENT_POLICY"),
            Case.error("status-400", Fault.status(400), "INVALID_REQUEST"),
            Case.error("status-413", Fault.status(413), "INVALID_REQUEST"),
            Case.error("status-422", Fault.status(422), "INVALID_REQUEST"),
            Case.down("reset", new Fault.Reset(), "CONNECT", 2).because("reset"),
            Case.down("cut", new Fault.Cut(3), "CUT", 2).because("broken"),
            Case.down("stall", new Fault.Stall(3), "CUT", 2).because("stalled"),
            Case.down("torn", new Fault.Malformed(3, false), "MALFORMED", 2).because("broken-chunk"),
            Case.down("torn-and-on", new Fault.Malformed(3, true), "MALFORMED", 2)
                    .because("broken-chunk"),
            Case.down("no-finish", new Fault.MissingEnd(false), "CUT", 2).because("ended"),
            Case.whole("no-end-mark", new Fault.MissingEnd(true)),
            Case.down("not-json", new Fault.NotJson(), "MALFORMED", 2).because("not-an-answer"),
            Case.down("empty", new Fault.Empty(), "REJECTED", 2).because("non-empty"),
            Case.down("truncated", new Fault.Truncated(), "REJECTED", 2).because("truncated"),
            Case.down("regex", new Fault.Garbage("nothing of the kind"), "REJECTED", 2)
                    .because("regex"),
            Case.down("max-length", new Fault.Garbage("many ".repeat(100)), "REJECTED", 2)
                    .because("max-length"),
            Case.down("json-schema", new Fault.Garbage("{\"colour\":7}"), "REJECTED", 2)
                    .because("json-schema"));

    private static final int AT_ONCE = 6;

    private static Stack stack;
    /** By route. All are asked at the start, some at a time, because most of what they take is waiting. */
    private static Map<String, CompletableFuture<Stack.Answer>> answers = Map.of();

    private static Fault limited(Map<String, String> headers) {
        return new Fault.Status(429, null, null, null, headers);
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path schema = Files.writeString(folder.resolve("colour.json"), """
                {"type":"object","required":["colour"],"properties":{"colour":{"type":"string"}}}
                """);
        StringBuilder routes = new StringBuilder();
        for (Case each : CASES) {
            routes.append(route("first", "first", each.name(), extras(each, schema), ""));
            routes.append(route("same", "same", each.name(), extras(each, schema), ""));
            routes.append(route("inline", "same", each.name(), extras(each, schema), ", execution: inline"));
        }
        stack = Stack.start(routes + """
                        refusal-first:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: first, model: sim-content-filter-refusal, budget: 2s}
                            - {tier: secondary, provider: second, model: well, budget: 2s}
                        refusal-same:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: same, model: sim-content-filter-refusal, budget: 2s}
                            - {tier: secondary, provider: second, model: well, budget: 2s}
                        limit-first:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: first, model: well, budget: 2s}
                            - {tier: secondary, provider: second, model: well, budget: 2s}
                        limit-same:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: same, model: well, budget: 2s}
                            - {tier: secondary, provider: second, model: well, budget: 2s}
                        one-key:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: first, model: spent, budget: 1s}
                            - {tier: cheaper, provider: first, model: never-asked, budget: 1s}
                            - {tier: secondary, provider: second, model: well, budget: 3s}
                        other-model:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: first, model: gone, budget: 1s}
                            - {tier: again, provider: first, model: gone, budget: 1s}
                            - {tier: other, provider: first, model: still-there, budget: 3s}
                        forbidden-below:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: first, model: busy, budget: 2s, retries: 0}
                            - {tier: secondary, provider: second, model: forbids, budget: 2s}
                            - {tier: tertiary, provider: same, model: never-asked, budget: 1s}
                            - {tier: canned, text: "later"}
                        """);
        for (Case each : CASES) {
            stack.simulator().faults().set("first", each.name(), each.fault());
            stack.simulator().faults().set("same", each.name(), each.fault());
        }
        // A node's first requests take their time, which would be missing from the budgets.
        List.of("limit-first", "limit-same").forEach(route -> stack.ask(route, "warm"));
        answers = ask();
    }

    private static Map<String, CompletableFuture<Stack.Answer>> ask() {
        ExecutorService callers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
        Map<String, CompletableFuture<Stack.Answer>> asked = new HashMap<>();
        for (Case each : CASES) {
            for (String way : List.of("first", "same", "inline")) {
                String route = way + "-" + each.name();
                asked.put(
                        route,
                        CompletableFuture.supplyAsync(
                                () -> stack.ask(route, "does " + each.name() + " matter?"), callers));
            }
        }
        callers.shutdown();
        return asked;
    }

    private static String extras(Case each, Path schema) {
        return switch (each.name()) {
            case "stall" -> ", idle: 500ms";
            case "regex" -> ", validate: [{regex: 'Simulated answer'}]";
            case "max-length" -> ", validate: [{max-length: 300}]";
            case "json-schema" -> ", validate: [{json-schema: '" + schema + "'}]";
            default -> "";
        };
    }

    private static String route(String way, String provider, String name, String extras, String execution) {
        return """
                %s-%s:
                  deadline: 8s
                  ladder:
                    - {tier: primary, provider: %s, model: %s, budget: 3500ms, retries: %d%s%s}
                    - {tier: secondary, provider: second, model: well, budget: 3500ms%s}
                    - {tier: canned, text: "later"}
                """.formatted(way, name, provider, name, RETRIES, extras, execution, execution);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    static Stream<Case> cases() {
        return CASES.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decidesWhatComesNextInAnthropicsFormat(Case each) {
        comesTo("first", "first", each);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decidesWhatComesNextInOpenAisFormat(Case each) {
        comesTo("same", "same", each);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decidesTheSameWhereCallsAreMadeInline(Case each) {
        comesTo("inline", "same", each);
    }

    private static void comesTo(String way, String provider, Case each) {
        Stack.Answer answer =
                Objects.requireNonNull(answers.get(way + "-" + each.name())).join();
        JsonNode request = stack.get("/v1/requests/" + answer.requestId()).json();
        List<JsonNode> primary = attempts(request, "primary");
        String trail = request.at("/trail/attempts").toString();

        assertThat(stack.simulator().calls().count(provider, answer.requestId()))
                .as(trail)
                .isEqualTo(each.calls());
        assertThat(primary).as(trail).hasSize(each.calls());
        for (JsonNode attempt : primary) {
            assertThat(attempt.path("error_class").asText("")).as(trail).isEqualTo(each.errorClass());
            assertThat(attempt.path("detail").asText("")).contains(each.detail());
            assertThat(attempt.path("sends").asInt()).isEqualTo(1);
        }
        boolean below = each.next() == Next.SECONDARY;
        assertThat(stack.simulator().calls().count("second", answer.requestId()))
                .isEqualTo(below ? 1 : 0);
        switch (each.next()) {
            case PRIMARY -> answeredBy("primary", answer, request, each);
            case SECONDARY -> answeredBy("secondary", answer, request, each);
            case ERROR -> {
                assertThat(answer.status()).isBetween(400, 499);
                assertThat(answer.json().at("/error/message").asText()).isNotBlank();
                assertThat(answer.header("downclimb-tier")).isEmpty();
                assertThat(request.path("state").asText()).isEqualTo("failed");
                assertThat(request.at("/error/error_class").asText()).isEqualTo(each.errorClass());
                assertThat(request.at("/error/provider_status").asInt()).isBetween(400, 499);
            }
        }
    }

    private static void answeredBy(String tier, Stack.Answer answer, JsonNode request, Case each) {
        boolean degraded = !tier.equals("primary");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("downclimb-tier")).isEqualTo(tier);
        assertThat(answer.header("downclimb-degraded")).isEqualTo(String.valueOf(degraded));
        assertThat(answer.header("downclimb-attempts"))
                .as(request.at("/trail/attempts").toString())
                .isEqualTo(String.valueOf(each.calls() + (degraded ? 1 : 0)));
        assertThat(answer.text()).contains("Simulated answer from").contains(each.name());
        assertThat(request.path("state").asText()).isEqualTo("answered");
        assertThat(texts(request.path("reasons")))
                .containsExactlyElementsOf(degraded ? List.of("primary:" + each.errorClass()) : List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "same"})
    void aRefusalLeavesAsTheRefusalItWas(String provider) {
        Stack.Answer answer = stack.ask("refusal-" + provider, "refused");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("false");
        assertThat(stack.simulator().calls().count(provider, answer.requestId()))
                .isEqualTo(1);
        assertThat(stack.simulator().calls().count("second", answer.requestId()))
                .isZero();
        JsonNode request = stack.get("/v1/requests/" + answer.requestId()).json();
        assertThat(attempts(request, "primary").getFirst().path("outcome").asText())
                .isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "same"})
    void anAnswerThatTheCallersOwnLimitCutLeavesAndSaysSo(String provider) {
        Stack.Answer answer = stack.post("/v1/chat/completions", """
                {"model":"limit-%s","max_tokens":5,"messages":[{"role":"user","content":"at length"}]}""".formatted(provider));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.json().at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(answer.json().at("/usage/completion_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void theContentPolicyOfALowerRungIsNotShoppedAroundEither() {
        stack.simulator().faults().set("first", "busy", Fault.status(529));
        stack.simulator().faults().set("second", "forbids", new Fault.ContentFilter(false));
        Stack.Answer answer = stack.ask("forbidden-below", "forbidden");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("content_policy_violation");
        assertThat(stack.simulator().calls().count("second", answer.requestId()))
                .isEqualTo(1);
        assertThat(stack.simulator().calls().count("same", answer.requestId())).isZero();
    }

    @ParameterizedTest
    @MethodSource("whatSpendsAProvider")
    void aProviderThatFailedForGoodIsNotAskedAgainFurtherDown(Fault fault) {
        stack.simulator().faults().set("first", "spent", fault);
        Stack.Answer answer = stack.ask("one-key", "spent");
        assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
        assertThat(stack.simulator().calls().count("first", answer.requestId())).isEqualTo(1);
        assertThat(texts(answer.json().at("/downclimb/skipped")))
                .singleElement()
                .asString()
                .startsWith("cheaper: provider first");
    }

    static Stream<Fault> whatSpendsAProvider() {
        return Stream.of(new Fault.BrokenKey(), new Fault.InsufficientQuota(), new Fault.Silent());
    }

    @Test
    void anotherModelOfTheProviderMayTryWhereOneIsGone() {
        stack.simulator().faults().set("first", "gone", new Fault.ModelGone());
        Stack.Answer answer = stack.ask("other-model", "gone");
        assertThat(answer.header("downclimb-tier")).isEqualTo("other");
        assertThat(answer.text()).contains("first/still-there");
        assertThat(stack.simulator().calls().count("first", answer.requestId())).isEqualTo(2);
    }

    @Test
    void aResetBehindTheHeadersIsTriedOnceMore() {
        // Whether the headers were read before the reset came is the network's to say.
        stack.simulator().faults().set("first", "spent", new Fault.ResetAfterHeaders());
        Stack.Answer answer = stack.ask("one-key", "reset behind the headers");
        JsonNode request = stack.get("/v1/requests/" + answer.requestId()).json();
        List<JsonNode> primary = attempts(request, "primary");
        assertThat(primary).hasSize(2);
        assertThat(primary.getFirst().path("error_class").asText()).isIn("CUT", "CONNECT");
        assertThat(answer.header("downclimb-tier")).isEqualTo("cheaper");
    }

    private static List<JsonNode> attempts(JsonNode request, String tier) {
        List<JsonNode> attempts = new ArrayList<>();
        request.at("/trail/attempts").forEach(attempt -> {
            if (attempt.path("tier").asText().equals(tier)) {
                attempts.add(attempt);
            }
        });
        return attempts;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
