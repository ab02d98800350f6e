package io.downclimb.api.stack;

import static io.downclimb.api.stack.BreakerStage.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.simulator.Call;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Scheduled;
import io.downclimb.workflows.breaker.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Providers that go down, and come back. */
class BreakerOutageIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Fault OVERLOADED = Fault.status(529);
    private static final String TRIPPED = "health: closed > open, errors";
    private static final String PROBED = "health: open > half-open, probe due";
    private static final String STILL_BAD = "health: half-open > open, probe bad";
    private static final String WELL = "health: half-open > ramping, probe good";
    private static final String STEP = "health: ramping > ramping, step";
    private static final String RECOVERED = "health: ramping > closed, recovered";
    private static BreakerStage stage;
    private static Stack stack;

    @BeforeAll
    static void start() {
        Map<String, String> providers = new LinkedHashMap<>();
        StringBuilder routes = new StringBuilder();
        for (String name : List.of("outage", "relapse", "sixty", "lone", "hanging", "late")) {
            providers.put(name, "");
            routes.append(BreakerStage.route(name, name, ""));
        }
        routes.append(BreakerStage.route("late-and-slow", "late", "slow-model", "", "backup")
                .replace("deadline: 20s", "deadline: 30s")
                .replaceFirst("budget: 8s", "budget: 16s"));
        providers.put("backup", "");
        stage = new BreakerStage(providers, routes.toString());
        stack = stage.node();
        learnHealthyTimes();
    }

    private static void learnHealthyTimes() {
        Traffic.burst(stack, "hanging", 220, 4);
        Patiently.await(
                MINUTE,
                () -> BreakerStage.view(stack, "hanging").baselines(),
                learned -> learned.containsKey("a-model"));
    }

    @AfterAll
    static void stop() {
        stack.close();
        stage.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTotalOutageTripsWithinTenSecondsAndAllTrafficReturnsOverARamp() {
        try (Traffic traffic = Traffic.on(stack, "outage", SECOND)) {
            traffic.next(3, MINUTE);
            stage.simulator().faults().set("outage", OVERLOADED);
            BreakerStage.awaitHealth(stack, "outage", Duration.ofSeconds(10), Phase.OPEN);
            stage.simulator().faults().clear("outage");
            BreakerStage.awaitHealth(stack, "outage", MINUTE, Phase.CLOSED);

            assertThat(traffic.next(10, MINUTE)).extracting(Traffic.Reply::tier).containsOnly("primary");
        }
        assertThat(BreakerStage.story(stack, "outage")).containsExactly(TRIPPED, PROBED, WELL, STEP, STEP, RECOVERED);
        List<JsonNode> transitions = BreakerStage.transitions(stack, "outage").reversed();
        assertThat(transitions)
                .extracting(transition -> transition.path("generation").asLong())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(transitions.subList(3, 6))
                .as("shares of the steps that were done")
                .extracting(transition -> transition.at("/numbers/share").asDouble())
                .containsExactly(0.1, 0.5, 1.0);
        assertThat(transitions.getFirst().at("/numbers/level").asDouble())
                .as("what tripped it")
                .isGreaterThanOrEqualTo(
                        transitions.getFirst().at("/numbers/threshold").asDouble());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aBadProbeIsRecordedAndTheScheduleGoesOn() {
        try (Traffic traffic = Traffic.on(stack, "relapse", SECOND)) {
            traffic.next(3, MINUTE);
            stage.simulator().faults().set("relapse", OVERLOADED);
            Patiently.await(
                    MINUTE,
                    () -> BreakerStage.story(stack, "relapse"),
                    story -> story.stream().filter(STILL_BAD::equals).count() == 2);
            stage.simulator().faults().clear("relapse");
            BreakerStage.awaitHealth(stack, "relapse", MINUTE, Phase.CLOSED);
        }
        assertThat(BreakerStage.story(stack, "relapse"))
                .containsExactly(TRIPPED, PROBED, STILL_BAD, PROBED, STILL_BAD, PROBED, WELL, STEP, STEP, RECOVERED);
        List<JsonNode> probes = stack.get("/v1/breakers/relapse")
                .json()
                .path("probes")
                .valueStream()
                .toList()
                .reversed();
        assertThat(probes)
                .extracting(probe -> probe.path("outcome").asText() + " "
                        + probe.path("error_class").asText())
                .containsExactly("failed OVERLOADED", "failed OVERLOADED", "whole null");
        assertThat(Duration.between(sent(probes.get(1)), sent(probes.get(2)))).isLessThan(Duration.ofSeconds(16));
    }

    private static Instant sent(JsonNode probe) {
        return Instant.parse(probe.path("sent_at").asText());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aMinuteWithoutThePrimaryIsHardlyFeltAndThePrimaryIsHardlyAsked() {
        try (Traffic traffic = Traffic.on(stack, "sixty", Duration.ofSeconds(4))) {
            traffic.next(3, MINUTE);
            Instant down = Instant.now();
            Instant up = down.plus(MINUTE);
            stage.simulator().faults().schedule("sixty", List.of(new Scheduled(0, MINUTE.toMillis(), OVERLOADED)));
            Patiently.await(Duration.ofSeconds(90), () -> Instant.now().isAfter(up), over -> over);
            Patiently.await(
                    Duration.ofSeconds(20),
                    () -> stage.simulator().calls().of("sixty"),
                    calls -> calls.stream().anyMatch(call -> arrived(call).isAfter(up) && call.ended()));
            BreakerStage.awaitHealth(stack, "sixty", MINUTE, Phase.CLOSED);
            assertThat(traffic.next(3, MINUTE)).extracting(Traffic.Reply::tier).containsOnly("primary");

            traffic.close();
            assertThat(traffic.replies()).hasSize(traffic.asked());
            assertThat(traffic.refusals()).isZero();
            assertThat(traffic.replies()).extracting(Traffic.Reply::status).containsOnly(200);
            assertThat(traffic.replies()).extracting(Traffic.Reply::tier).containsOnly("primary", "secondary");
            Instant tripped = at(BreakerStage.transition(stack, "sixty", TRIPPED));
            List<Traffic.Reply> keptBack = traffic.replies().stream()
                    .filter(reply ->
                            reply.asked().isAfter(tripped) && reply.asked().isBefore(up))
                    .toList();
            assertThat(keptBack).hasSizeGreaterThan(10);
            assertThat(keptBack).extracting(Traffic.Reply::tier).containsOnly("secondary");
            assertThat(keptBack)
                    .as("answered at the secondary's own speed")
                    .allSatisfy(reply -> assertThat(reply.answer().tookMs()).isLessThan(1_500));
            List<Call> calls = stage.simulator().calls().of("sixty");
            assertThat(calls.stream()
                            .filter(call -> !arrived(call).isBefore(down)
                                    && arrived(call).isBefore(up)))
                    .hasSizeLessThanOrEqualTo(9);
            assertThat(calls.stream()
                            .filter(call -> !arrived(call).isBefore(up))
                            .findFirst())
                    .hasValueSatisfying(call -> assertThat(arrived(call)).isBefore(up.plusSeconds(16)));
        }
    }

    private static Instant arrived(Call call) {
        return Instant.ofEpochMilli(call.arrivedAtMillis());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aLoneRequestKeepsItsOwnRetries() {
        assertThat(Traffic.burst(stack, "lone", 5, 1))
                .extracting(Traffic.Reply::tier)
                .containsOnly("primary");
        stage.simulator().faults().sequence("lone", List.of(OVERLOADED, OVERLOADED));

        Stack.Answer answer = Traffic.patiently(stack, "lone", "the one");

        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.header("downclimb-attempts")).isEqualTo("3");
        assertThat(stage.simulator().calls().count("lone", answer.requestId())).isEqualTo(3);
        assertThat(BreakerStage.story(stack, "lone")).isEmpty();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void callsThatHangTripBeforeTheirOwnTimeout() {
        int healthy = stage.simulator().calls().total("hanging");
        stage.simulator().faults().set("hanging", new Fault.Silent());
        try (Traffic _ = Traffic.on(stack, "hanging", SECOND)) {
            BreakerStage.awaitHealth(stack, "hanging", MINUTE, Phase.OPEN);
        }
        JsonNode trip = BreakerStage.transition(stack, "hanging", TRIPPED);
        Call first = stage.simulator().calls().of("hanging").get(healthy);
        JsonNode attempt =
                stack.get("/v1/requests/" + first.callerRequest()).json().at("/trail/attempts/0");
        assertThat(attempt.path("error_class").asText()).isEqualTo("SILENT");
        Instant ended = Instant.parse(attempt.path("sent_at").asText())
                .plusMillis(attempt.path("total_ms").asLong());
        assertThat(at(trip)).isBefore(ended);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatWasLetThroughBeforeTheTripChangesNothingAfterwards() {
        assertThat(Traffic.burst(stack, "late", 5, 1))
                .extracting(Traffic.Reply::tier)
                .containsOnly("primary");
        stage.simulator().faults().set("late", "slow-model", new Fault.SlowFirstToken(14_000));
        CompletableFuture<Stack.Answer> slow =
                CompletableFuture.supplyAsync(() -> Traffic.patiently(stack, "late-and-slow", "slowly"));
        Patiently.await(
                MINUTE,
                () -> stage.simulator().calls().of("late"),
                calls -> calls.stream().anyMatch(call -> call.model().equals("slow-model")));
        stage.simulator().faults().set("late", "a-model", OVERLOADED);
        try (Traffic _ = Traffic.on(stack, "late", SECOND)) {
            BreakerStage.awaitHealth(stack, "late", Duration.ofSeconds(10), Phase.OPEN);
        }
        // Probes copy any request that was kept back, and would find the slow model merely slow.
        stage.simulator().faults().set("late", OVERLOADED);

        Stack.Answer answer = slow.join();

        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(at(BreakerStage.transition(stack, "late", TRIPPED))).isBefore(Instant.now());
        Patiently.await(MINUTE, () -> heardAsGood("late"), good -> good == 6);
        List<String> story = BreakerStage.story(stack, "late");
        assertThat(story.getFirst()).isEqualTo(TRIPPED);
        assertThat(Set.copyOf(story.subList(1, story.size()))).isSubsetOf(PROBED, STILL_BAD);
        assertThat(BreakerStage.health(stack, "late")).isIn(Phase.OPEN, Phase.HALF_OPEN);
    }

    /** Whole answers that the provider's health circuit has been told of, by whatever generation they were let through. */
    private static long heardAsGood(String provider) {
        return stack.get("/v1/breakers/" + provider + "?circuit=health")
                .json()
                .at("/windows/health")
                .valueStream()
                .mapToLong(window -> window.path("good").asLong())
                .sum();
    }
}
