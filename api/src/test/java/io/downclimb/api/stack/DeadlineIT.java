package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.simulator.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Does an answer always leave before the deadline, and from the best rung that had one in time? The models' names spell the faults. */
class DeadlineIT {
    private static final long DEADLINE_MS = 5_000;

    private static Stack stack;

    @BeforeAll
    static void start() {
        StringBuilder routes = new StringBuilder();
        for (String provider : List.of("first", "same")) {
            routes.append(route(provider + "-silent", provider, "sim-silent", "", "well"));
            routes.append(route(provider + "-slow-headers", provider, "sim-slow-headers-9000", "", "well"));
            routes.append(route(provider + "-slow-first-token", provider, "sim-slow-first-token-9000", "", "well"));
            routes.append(route(provider + "-stalled", provider, "sim-stall-3", ", idle: 400ms", "well"));
            routes.append(route(provider + "-stalled-unwatched", provider, "sim-stall-3", "", "well"));
            routes.append(route(provider + "-both-late", provider, "sim-silent", "", "sim-slow-first-token-600"));
            routes.append(route(provider + "-both-silent", provider, "sim-silent", "", "sim-silent"));
            routes.append(route(provider + "-too-late", provider, "sim-silent", "", "sim-slow-headers-9000"));
            routes.append(route(provider + "-flowing", provider, "sim-slow-20-120", "", "well"));
            routes.append(route(
                    provider + "-must-be-whole", provider, "sim-slow-20-500", ", complete-within: 1500ms", "well"));
            routes.append(route(provider + "-endless", provider, "sim-slow-20-5000", "", "well"));
        }
        stack = Stack.start(routes + """
                        roomy:
                          deadline: 20s
                          ladder:
                            - {tier: primary, provider: first, model: sim-silent, budget: 8s}
                            - {tier: secondary, provider: second, model: well, budget: 8s}
                            - {tier: canned, text: "later"}
                        busy:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: first, model: sim-status-529, budget: 1500ms, retries: 10}
                            - {tier: secondary, provider: second, model: well, budget: 2s}
                            - {tier: canned, text: "later"}
                        busy-and-short:
                          deadline: 6s
                          ladder:
                            - {tier: primary, provider: first, model: sim-status-529, budget: 800ms, retries: 10}
                            - {tier: secondary, provider: second, model: well, budget: 2s}
                            - {tier: canned, text: "later"}
                        many:
                          deadline: 60s
                          ladder:
                            - {tier: primary, provider: first, model: sim-slow-first-token-500, budget: 25s, retries: 0}
                            - {tier: secondary, provider: second, model: well, budget: 25s, retries: 0}
                            - {tier: canned, text: "later"}
                        many-silent:
                          deadline: 30s
                          ladder:
                            - {tier: primary, provider: first, model: sim-silent, budget: 4s}
                            - {tier: secondary, provider: second, model: well, budget: 20s, retries: 0}
                            - {tier: canned, text: "later"}
                        """);
    }

    private static String route(String name, String provider, String model, String extras, String below) {
        return """
                %s:
                  deadline: %dms
                  ladder:
                    - {tier: primary, provider: %s, model: %s, budget: 1s, retries: 1%s}
                    - {tier: secondary, provider: second, model: %s, budget: 2s, retries: 1}
                    - {tier: canned, text: "later, see {id}"}
                """.formatted(name, DEADLINE_MS, provider, model, extras, below);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest
    @CsvSource({
        "silent, SILENT, no-headers, 1, secondary",
        "slow-headers, SILENT, no-headers, 1, secondary",
        "slow-first-token, SILENT, no-content, 1, secondary",
        "stalled, CUT, stalled, 2, secondary",
        "both-late, SILENT, no-headers, 1, secondary",
        "both-silent, SILENT, no-headers, 1, canned",
        "too-late, SILENT, no-headers, 1, canned",
        "must-be-whole, CUT, deadline, 1, secondary",
    })
    void anAnswerLeavesInTimeFromTheFirstRungThatHasOne(
            String route, String errorClass, String detail, int calls, String tier) {
        CompletableFuture<Void> both = CompletableFuture.allOf(
                later(() -> leavesInTime("first", route, errorClass, detail, calls, tier)),
                later(() -> leavesInTime("same", route, errorClass, detail, calls, tier)));
        both.join();
    }

    private static void leavesInTime(
            String provider, String route, String errorClass, String detail, int calls, String tier) {
        Stack.Answer answer = stack.ask(provider + "-" + route, "in time?");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.tookMs()).isLessThan(DEADLINE_MS);
        assertThat(answer.header("downclimb-tier")).isEqualTo(tier);
        assertThat(answer.header("downclimb-degraded")).isEqualTo("true");
        assertThat(stack.simulator().calls().count(provider, answer.requestId()))
                .isEqualTo(calls);
        JsonNode first = attempts(answer).getFirst();
        assertThat(first.path("error_class").asText()).isEqualTo(errorClass);
        assertThat(first.path("detail").asText()).isEqualTo(detail);
        if (tier.equals("canned")) {
            assertThat(answer.text()).isEqualTo("later, see " + answer.requestId());
        }
    }

    @Test
    void anAnswerThatFlowsUntilTheReserveLeavesRoomForTheCannedOne() {
        CompletableFuture.allOf(Stream.of(
                                "first-stalled-unwatched", "same-stalled-unwatched", "first-endless", "same-endless")
                        .map(route -> later(() -> {
                            Stack.Answer answer = stack.ask(route, "in time?");
                            assertThat(answer.status()).isEqualTo(200);
                            assertThat(answer.tookMs()).isLessThan(DEADLINE_MS);
                            assertThat(answer.header("downclimb-tier")).isEqualTo("canned");
                            assertThat(answer.header("downclimb-degraded")).isEqualTo("true");
                        }))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @ParameterizedTest
    @CsvSource({"first-flowing", "same-flowing"})
    void anAnswerThatFlowsBeyondItsBudgetIsNotCut(String route) {
        Stack.Answer answer = stack.ask(route, "a long one");
        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("false");
        assertThat(answer.header("downclimb-attempts")).isEqualTo("1");
        assertThat(answer.tookMs()).isBetween(2_000L, DEADLINE_MS);
        assertThat(answer.text().split(" ", -1)).hasSizeGreaterThan(100);
    }

    @Test
    void aSmallerDeadlineShrinksEveryBudgetInProportion() {
        Stack.Answer answer = stack.ask("roomy", "hurry", "downclimb-deadline-ms", "5000");
        assertThat(answer.tookMs()).isLessThan(5_000);
        assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
        // A quarter of the route's time leaves the first rung a quarter of its 8 s.
        assertThat(attempts(answer).getFirst().path("total_ms").asLong()).isBetween(1_500L, 2_500L);
    }

    @ParameterizedTest
    @CsvSource({"busy, 1500", "busy-and-short, 800"})
    void retriesStayWithinTheBudget(String route, long budgetMs) {
        Stack.Answer answer = stack.ask(route, "busy");
        assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
        List<Long> arrivals = stack.simulator().calls().of("first").stream()
                .filter(call -> answer.requestId().equals(call.callerRequest()))
                .map(Call::arrivedAtMillis)
                .toList();
        assertThat(arrivals.getLast() - arrivals.getFirst()).isLessThan(budgetMs);
        // Whatever is sent can still be answered: an overloaded provider is never taken for a silent one.
        assertThat(attempts(answer).subList(0, arrivals.size()))
                .allSatisfy(attempt ->
                        assertThat(attempt.path("error_class").asText()).isEqualTo("OVERLOADED"));
    }

    @Test
    void twoHundredAtOnceAreEachAnsweredAndPaidForOnce() {
        List<Stack.Answer> answers = askAtOnce("many", 200);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.tookMs()).isLessThan(60_000);
            assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
            assertThat(stack.simulator().calls().count("first", answer.requestId()))
                    .isEqualTo(1);
        });
        assertThat(answers.stream().map(Stack.Answer::requestId)).doesNotHaveDuplicates();
        assertThat(stack.simulator().calls().of("first").stream()
                        .filter(call -> call.model().equals("sim-slow-first-token-500")))
                .hasSize(200);
    }

    @Test
    void aHundredAtOnceClimbDownFromASilentProvider() {
        List<Stack.Answer> answers = askAtOnce("many-silent", 100);
        Map<String, Integer> below = stack.simulator().calls().countByRequest("second");
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.tookMs()).isLessThan(30_000);
            assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
            assertThat(stack.simulator().calls().count("first", answer.requestId()))
                    .isEqualTo(1);
            assertThat(below).containsEntry(answer.requestId(), 1);
        });
    }

    private static List<Stack.Answer> askAtOnce(String route, int times) {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Stack.Answer>> asked = new ArrayList<>();
            for (int number = 0; number < times; number++) {
                String prompt = "one of many: " + number;
                asked.add(CompletableFuture.supplyAsync(() -> stack.ask(route, prompt), callers));
            }
            return asked.stream().map(CompletableFuture::join).toList();
        }
    }

    private static CompletableFuture<Void> later(Runnable work) {
        return CompletableFuture.runAsync(work, Thread::startVirtualThread);
    }

    private static List<JsonNode> attempts(Stack.Answer answer) {
        List<JsonNode> attempts = new ArrayList<>();
        stack.get("/v1/requests/" + answer.requestId())
                .json()
                .at("/trail/attempts")
                .forEach(attempts::add);
        return attempts;
    }
}
