package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.activities.breaker.KeyRing;
import io.downclimb.simulator.Call;
import io.downclimb.simulator.Fault;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Calls that are held back: by refused keys and models, by operators, and where nobody is left. */
class BreakerHeldBackIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final CircuitId.Key KEY = KeyRing.circuit(BreakerStage.KEY);
    private static BreakerStage stage;
    private static Stack stack;

    @BeforeAll
    static void start() {
        Map<String, String> providers = new LinkedHashMap<>();
        StringBuilder routes = new StringBuilder();
        for (String name : List.of("broken", "poor", "gone", "held", "kept")) {
            providers.put(name, "");
            routes.append(BreakerStage.route(name, name, ""));
        }
        routes.append(BreakerStage.route("gone-other", "gone", "another-model", "", "backup"));
        providers.put("two-keys", ", keys: [\"${FIRST_KEY}\", \"${SECOND_KEY}\"]");
        routes.append(BreakerStage.route("two-keys", "two-keys", ""));
        routes.append(BreakerStage.route("warm", "warm", ""));
        providers.put("warm", "");
        providers.put("one", "");
        providers.put("other", "");
        routes.append(BreakerStage.route("both", "one", "a-model", "", "other"));
        providers.put("backup", "");
        stage = new BreakerStage(providers, routes.toString());
        stack = stage.node();
        Traffic.burst(stack, "warm", 60, 2);
    }

    @AfterAll
    static void stop() {
        stack.close();
        stage.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aBrokenKeyIsLeftAloneAndOnceRepairedIsBackWithinAMinute() {
        stage.simulator().faults().set("broken", new Fault.BrokenKey());
        assertThat(ask("broken").header("downclimb-tier")).isEqualTo("secondary");
        awaitOpen("broken", KEY, "AUTH");
        int called = stage.simulator().calls().total("broken");

        List<Traffic.Reply> keptBack = Traffic.burst(stack, "broken", 20, 4);

        assertThat(keptBack).allSatisfy(reply -> {
            assertThat(reply.tier()).isEqualTo("secondary");
            assertThat(reply.answer().header("downclimb-attempts")).isEqualTo("1");
            assertThat(skipped(reply.answer())).containsExactly("primary: breaker %s is open (refused)".formatted(KEY));
        });
        assertThat(stage.simulator().calls().total("broken")).isEqualTo(called);
        stage.simulator().faults().clear("broken");
        try (Traffic traffic = Traffic.on(stack, "broken", SECOND)) {
            Patiently.await(
                    MINUTE,
                    traffic::replies,
                    replies -> replies.stream().anyMatch(reply -> reply.tier().equals("primary")));
            assertThat(traffic.next(3, MINUTE)).extracting(Traffic.Reply::tier).containsOnly("primary");
        }
        assertThat(BreakerStage.story(stack, "broken"))
                .containsExactly(
                        KEY + ": closed > open, latch",
                        KEY + ": open > half-open, probe due",
                        KEY + ": half-open > closed, probe good");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void ofTwoKeysTheOtherOneServesTheSameRequest() {
        stage.simulator().faults().set("two-keys", new Fault.OnKey(BreakerStage.FIRST_KEY, new Fault.BrokenKey()));

        Stack.Answer first = ask("two-keys");
        List<Stack.Answer> later = List.of(ask("two-keys"), ask("two-keys"), ask("two-keys"));

        assertThat(first.header("downclimb-tier")).isEqualTo("primary");
        assertThat(keys(first)).containsExactly(BreakerStage.FIRST_KEY, BreakerStage.SECOND_KEY);
        assertThat(later).allSatisfy(answer -> {
            assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
            assertThat(keys(answer)).containsExactly(BreakerStage.SECOND_KEY);
        });
        awaitOpen("two-keys", KeyRing.circuit(BreakerStage.FIRST_KEY), "AUTH");
        Stack.Answer latched = ask("two-keys");
        assertThat(latched.header("downclimb-tier")).isEqualTo("primary");
        assertThat(keys(latched)).containsExactly(BreakerStage.SECOND_KEY);
        assertThat(BreakerStage.phase(stack, "two-keys", KeyRing.circuit(BreakerStage.SECOND_KEY)))
                .isEqualTo(Phase.CLOSED);
    }

    /** The keys that a request's calls to the primary were made with, in order. */
    private static List<String> keys(Stack.Answer answer) {
        return stage.simulator().calls().of("two-keys").stream()
                .filter(call -> answer.requestId().equals(call.callerRequest()))
                .map(Call::headers)
                .map(headers -> Objects.toString(headers.get("authorization")).replace("Bearer ", ""))
                .toList();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aKeyWithoutMoneyIsLeftAlone() {
        stage.simulator().faults().set("poor", new Fault.InsufficientQuota());
        assertThat(ask("poor").header("downclimb-tier")).isEqualTo("secondary");
        awaitOpen("poor", KEY, "QUOTA");
        int called = stage.simulator().calls().total("poor");

        assertThat(Traffic.burst(stack, "poor", 5, 1))
                .allSatisfy(reply -> assertThat(skipped(reply.answer()))
                        .containsExactly("primary: breaker %s is open (refused)".formatted(KEY)));
        assertThat(stage.simulator().calls().total("poor")).isEqualTo(called);
        assertThat(BreakerStage.health(stack, "poor")).isEqualTo(Phase.CLOSED);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aModelThatIsGoneLeavesItsNeighboursAlone() {
        stage.simulator().faults().set("gone", "a-model", new Fault.ModelGone());
        assertThat(ask("gone").header("downclimb-tier")).isEqualTo("secondary");
        awaitOpen("gone", new CircuitId.Model("a-model"), "MODEL_GONE");
        int called = stage.simulator().calls().total("gone");

        Stack.Answer keptBack = ask("gone");

        assertThat(skipped(keptBack)).containsExactly("primary: breaker model/a-model is open (refused)");
        assertThat(stage.simulator().calls().total("gone")).isEqualTo(called);
        assertThat(ask("gone-other").header("downclimb-tier")).isEqualTo("primary");
        assertThat(BreakerStage.health(stack, "gone")).isEqualTo(Phase.CLOSED);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatAnOperatorOpensStaysOpenUntilItIsReleasedAndRampsBack() {
        assertThat(ask("held").header("downclimb-tier")).isEqualTo("primary");
        operate("held", "open", "maintenance");
        int called = stage.simulator().calls().total("held");

        assertThat(Traffic.burst(stack, "held", 10, 2)).allSatisfy(reply -> {
            assertThat(reply.tier()).isEqualTo("secondary");
            assertThat(skipped(reply.answer())).containsExactly("primary: breaker health is open (operator)");
        });
        assertThat(stage.simulator().calls().total("held")).isEqualTo(called);
        try (Traffic traffic = Traffic.on(stack, "held", SECOND)) {
            traffic.next(3, MINUTE);
            operate("held", "release", "done");
            BreakerStage.awaitHealth(stack, "held", MINUTE, Phase.CLOSED);
            assertThat(traffic.next(3, MINUTE)).extracting(Traffic.Reply::tier).containsOnly("primary");
        }
        assertThat(BreakerStage.story(stack, "held"))
                .containsExactly(
                        "health: closed > open, operator",
                        "health: open > open, released",
                        "health: open > half-open, probe due",
                        "health: half-open > ramping, probe good",
                        "health: ramping > ramping, step",
                        "health: ramping > ramping, step",
                        "health: ramping > closed, recovered");
        List<JsonNode> transitions = BreakerStage.transitions(stack, "held").reversed();
        assertThat(signed(transitions.get(0))).isEqualTo("Ada: maintenance");
        assertThat(signed(transitions.get(1))).isEqualTo("Ada: done");
        assertThat(transitions.get(2).path("author").isNull()).isTrue();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatAnOperatorClosesIsAskedWhateverHappens() {
        stage.simulator().faults().set("kept", Fault.status(529));
        try (Traffic _ = Traffic.on(stack, "kept", SECOND)) {
            BreakerStage.awaitHealth(stack, "kept", Duration.ofSeconds(20), Phase.OPEN, Phase.HALF_OPEN);
        }
        operate("kept", "close", "we know better");

        List<Traffic.Reply> replies = Traffic.burst(stack, "kept", 8, 1);

        assertThat(replies).extracting(Traffic.Reply::tier).containsOnly("secondary");
        assertThat(replies)
                .allSatisfy(reply -> assertThat(stage.simulator()
                                .calls()
                                .count("kept", reply.answer().requestId()))
                        .isPositive());
        assertThat(BreakerStage.health(stack, "kept")).isEqualTo(Phase.CLOSED);
        stage.simulator().faults().clear("kept");
        assertThat(ask("kept").header("downclimb-tier")).isEqualTo("primary");
        operate("kept", "release", "it does");
        assertThat(BreakerStage.health(stack, "kept")).isEqualTo(Phase.CLOSED);
        List<String> words = BreakerStage.transitions(stack, "kept").reversed().stream()
                .filter(transition -> !transition.path("author").isNull())
                .map(transition -> transition.path("cause").asText() + ", " + signed(transition))
                .toList();
        assertThat(words).containsExactly("operator, Ada: we know better", "released, Ada: it does");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whereNobodyIsLeftCallersAreToldAtOnceAndATrickleGoesOn() {
        stage.simulator().faults().set("one", Fault.status(529));
        stage.simulator().faults().set("other", Fault.status(529));
        try (Traffic _ = Traffic.on(stack, "both", SECOND)) {
            BreakerStage.awaitHealth(stack, "one", MINUTE, Phase.OPEN);
            BreakerStage.awaitHealth(stack, "other", MINUTE, Phase.OPEN);
        }
        int before = callsOfCallers();

        List<Traffic.Reply> replies = Traffic.burst(stack, "both", 300, 4);

        assertThat(replies).hasSize(300);
        assertThat(replies).extracting(Traffic.Reply::tier).containsOnly("canned");
        assertThat(callsOfCallers() - before).as("calls of 300 callers").isLessThanOrEqualTo(15);
        assertThat(replies)
                .as("nobody tries twice")
                .extracting(reply -> reply.answer().header("downclimb-attempts"))
                .containsAnyOf("0")
                .isSubsetOf("0", "1");
        stage.simulator().faults().clear("one");
        stage.simulator().faults().clear("other");
        try (Traffic traffic = Traffic.on(stack, "both", SECOND)) {
            BreakerStage.awaitHealth(stack, "one", MINUTE, Phase.CLOSED);
            BreakerStage.awaitHealth(stack, "other", MINUTE, Phase.CLOSED);
            assertThat(traffic.next(3, MINUTE)).extracting(Traffic.Reply::tier).containsOnly("primary");
        }
    }

    private static int callsOfCallers() {
        return (int) stage.simulator().calls().all().stream()
                .filter(call -> call.provider().equals("one") || call.provider().equals("other"))
                .filter(call -> !String.valueOf(call.callerRequest()).startsWith("probe/"))
                .count();
    }

    /** A breaker that has not started yet says that nothing was done, and asks to try again. */
    private static void operate(String provider, String action, String reason) {
        String words = "{\"reason\":\"%s\",\"author\":\"Ada\"}".formatted(reason);
        Stack.Answer answer = Patiently.await(
                MINUTE,
                () -> stack.post("/v1/breakers/" + provider + "/" + action, words),
                reply -> reply.status() != 503);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }

    private static String signed(JsonNode transition) {
        return transition.path("author").asText() + ": "
                + transition.path("note").asText();
    }

    private static Stack.Answer ask(String route) {
        return Traffic.patiently(stack, route, "a question");
    }

    private static void awaitOpen(String provider, CircuitId circuit, String errorClass) {
        CircuitView open = Patiently.await(
                        Duration.ofSeconds(10),
                        () -> BreakerStage.view(stack, provider).circuit(circuit),
                        seen -> seen.map(CircuitView::phase).equals(Optional.of(Phase.OPEN)))
                .orElseThrow();
        assertThat(open.note()).isEqualTo(errorClass);
    }

    /** The rungs passed over, with reasons, as the answer's label says. */
    private static List<String> skipped(Stack.Answer answer) {
        return answer.json()
                .at("/downclimb/skipped")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }
}
