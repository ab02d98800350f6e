package io.downclimb.api.stack;

import static io.downclimb.api.stack.WatchedStage.provider;
import static io.downclimb.api.stack.WatchedStage.route;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.simulator.Fault;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Answers that come in time and in form, and are worth nothing: who notices, and who is kept from them? */
class QualityIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration BACK = Duration.ofMinutes(3);
    private static final Duration EVERY = Duration.ofMillis(700);
    private static final Duration SLOWLY = Duration.ofSeconds(3);
    private static final String JUDGE =
            "judge: {rubric: rubric.md, sample: %s, judges: [{provider: bench, model: judge-model}]}";

    private static WatchedStage stage;

    @BeforeAll
    static void start(@TempDir Path folder) {
        String validated = ", validate: [{regex: \"Simulated answer\"}]";
        String yaml = "providers:\n"
                + provider("salads", "")
                + provider("falls", ", breaker: {cooldown: 5s, quality-probes: 3}")
                + provider("bench", "")
                + provider("backup", "")
                + "routes:\n"
                + route("salads", "salads", "a-model", validated, "")
                + route("salads-else", "salads", "b-model", validated, "")
                + route("falls", "falls", "a-model", ", quality: 0.7", JUDGE.formatted("1.0"))
                + route("falls-else", "falls", "b-model", ", quality: 0.7", JUDGE.formatted("0.5"));
        stage = new WatchedStage(folder, yaml, Map.of());
        for (String route : List.of("salads", "salads-else", "falls", "falls-else")) {
            stage.answeredByPrimary(route, "are you there");
        }
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void garbageInThreeOfTenAnswersTripsTheRungThatTurnsItDownAndNothingElse() {
        try (Traffic traffic = Traffic.on(stage.stack(), "salads", EVERY);
                Traffic other = Traffic.on(stage.stack(), "salads-else", SLOWLY)) {
            WatchedStage.await(LONG, traffic::replies, replies -> replies.size() >= 5);
            stage.simulator().faults().set("salads", "a-model", new Fault.BrownOut(0.3, new Fault.Garbage(null), 11));
            WatchedStage.await(LONG, () -> stage.phase("salads", "salads"), Phase.OPEN::equals);
            int before = other.replies().size();
            WatchedStage.await(LONG, other::replies, replies -> replies.size() >= before + 3);
            other.close();
            traffic.close();
            assertThat(other.replies()).extracting(Traffic.Reply::tier).containsOnly("primary");
            assertThat(traffic.replies())
                    .allSatisfy(reply -> assertThat(reply.answer().text()).contains("Simulated answer"));
        }
        CircuitView circuit = stage.quality("salads", "salads");
        assertThat(circuit.reason()).isEqualTo(Reason.VALIDATORS);
        assertThat(BreakerStage.health(stage.stack(), "salads")).isEqualTo(Phase.CLOSED);
        assertThat(notClosed("salads")).containsExactly(circuit.id().text());
        JsonNode trip = BreakerStage.transitions(stage.stack(), "salads").getFirst();
        assertThat(trip.path("cause").asText()).isEqualTo("validators");
        assertThat(number(trip, "level")).isGreaterThanOrEqualTo(number(trip, "threshold"));
        assertThat(stage.heard("salads", circuit.id().text(), "bad")).isGreaterThanOrEqualTo(4);
        assertThat(stage.heard("salads", "health", "bad")).isZero();
        Stack.Answer later = stage.stack().ask("salads", "afterwards");
        assertThat(WatchedStage.tier(later)).isEqualTo("secondary");
        assertThat(later.json().at("/downclimb/skipped/0").asText())
                .contains(circuit.id().text() + " is open (validators)");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aSilentDropTripsTheRouteThatMeetsItAndJudgedProbesBringItBack() {
        try (Traffic traffic = Traffic.on(stage.stack(), "falls", EVERY);
                Traffic other = Traffic.on(stage.stack(), "falls-else", SLOWLY)) {
            WatchedStage.await(LONG, traffic::replies, replies -> replies.size() >= 10);
            stage.simulator().faults().set("falls", "a-model", new Fault.Worse());
            WatchedStage.await(LONG, () -> stage.phase("falls", "falls"), Phase.OPEN::equals);
            theTripWasOnScoresAlone();

            WatchedStage.await(LONG, () -> causes("falls"), causes -> causes.contains("probe bad"));
            assertThat(BreakerStage.phase(
                            stage.stack(),
                            "falls",
                            stage.quality("falls", "falls").id()))
                    .isIn(Phase.OPEN, Phase.HALF_OPEN);
            stage.simulator().faults().clear("falls");
            WatchedStage.await(BACK, () -> stage.phase("falls", "falls"), Phase.CLOSED::equals);

            int last = traffic.asked();
            List<Traffic.Reply> after = WatchedStage.await(
                    LONG,
                    () -> traffic.replies().stream()
                            .filter(reply -> reply.number() > last)
                            .toList(),
                    replies -> replies.size() >= 10);
            assertThat(after).extracting(Traffic.Reply::tier).containsOnly("primary");
            traffic.close();
            other.close();
            assertThat(traffic.replies()).hasSize(traffic.asked());
            assertThat(traffic.replies()).extracting(Traffic.Reply::tier).containsOnly("primary", "secondary");
            assertThat(other.replies()).extracting(Traffic.Reply::tier).containsOnly("primary");
        }
        theProbesWereCopiesAndJudged();
        theWayBackWasInFiveSteps();
    }

    private static void theTripWasOnScoresAlone() {
        CircuitView circuit = stage.quality("falls", "falls");
        assertThat(circuit.reason()).isEqualTo(Reason.QUALITY);
        assertThat(notClosed("falls")).containsExactly(circuit.id().text());
        JsonNode trip = BreakerStage.transitions(stage.stack(), "falls").stream()
                .filter(transition -> transition.path("cause").asText().equals("quality"))
                .findFirst()
                .orElseThrow();
        assertThat(number(trip, "level")).isGreaterThanOrEqualTo(number(trip, "threshold"));
        assertThat(number(trip, "mean")).isLessThan(0.7);
        assertThat(stage.heard("falls", "", "bad")).as("errors and rejections").isZero();
        assertThat(stage.heard("falls", circuit.id().text(), "scores")).isPositive();
        Stack.Answer answer = stage.stack().ask("falls", "meanwhile");
        assertThat(WatchedStage.tier(answer)).isEqualTo("secondary");
        assertThat(answer.json().at("/downclimb/skipped/0").asText())
                .contains(circuit.id().text())
                .contains("(quality)");
    }

    private static void theProbesWereCopiesAndJudged() {
        assertThat(stage.records()
                        .count("select count(*) from probes p join requests r on r.id = p.request_id"
                                + " where p.provider = 'falls' and r.route = 'falls' and p.score is not null"))
                .isGreaterThanOrEqualTo(6);
        assertThat(stage.records().count("select count(*) from probes where provider = 'falls' and request_id is null"))
                .isZero();
        assertThat(stage.simulator().calls().count("bench", "judge/probe")).isGreaterThanOrEqualTo(6);
        assertThat(stage.simulator().calls().count("falls", "judge/probe")).isZero();
        assertThat(stage.stack().get("/v1/breakers/falls").json().path("probes").valueStream())
                .allSatisfy(probe -> assertThat(probe.path("score").isNumber()).isTrue());
    }

    private static void theWayBackWasInFiveSteps() {
        List<JsonNode> oldestFirst =
                BreakerStage.transitions(stage.stack(), "falls").reversed();
        int start = IntStream.range(0, oldestFirst.size())
                .filter(at -> oldestFirst.get(at).path("cause").asText().equals("probe good"))
                .max()
                .orElseThrow();
        assertThat(number(oldestFirst.get(start), "mean")).isGreaterThanOrEqualTo(0.7);
        List<JsonNode> ramp = oldestFirst.subList(start + 1, oldestFirst.size());
        assertThat(ramp).extracting(step -> number(step, "share")).containsExactly(0.01, 0.05, 0.25, 0.5, 1.0);
        assertThat(ramp.getLast().path("to").asText()).isEqualTo("closed");
    }

    private static List<String> notClosed(String provider) {
        return BreakerStage.view(stage.stack(), provider).circuits().stream()
                .filter(circuit -> circuit.phase() != Phase.CLOSED)
                .map(circuit -> circuit.id().text())
                .toList();
    }

    private static List<String> causes(String provider) {
        return BreakerStage.transitions(stage.stack(), provider).stream()
                .map(transition -> transition.path("cause").asText())
                .toList();
    }

    private static double number(JsonNode transition, String name) {
        return transition.path("numbers").path(name).asDouble(Double.NaN);
    }
}
