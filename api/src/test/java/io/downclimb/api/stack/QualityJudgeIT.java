package io.downclimb.api.stack;

import static io.downclimb.api.stack.WatchedStage.provider;
import static io.downclimb.api.stack.WatchedStage.route;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.simulator.Fault;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Judges that are down, or no longer what they were, and what they cost: does any of it touch the requests? */
class QualityJudgeIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String JUDGE =
            "judge: {rubric: rubric.md, %ssample: 1.0, judges: [{provider: %s, model: judge-model}]}";

    private static WatchedStage stage;

    @BeforeAll
    static void start(@TempDir Path folder) {
        String yaml = "providers:\n"
                + provider("unjudged", "")
                + provider("silent-bench", "")
                + provider("steady", "")
                + provider("drifting-bench", "")
                + provider("priced", "")
                + provider("priced-bench", "")
                + provider("backup", "")
                + """
                models:
                  priced/a-model: {window: 200000, price: {input: 3.00, output: 15.00}}
                  priced-bench/judge-model: {window: 200000, price: {input: 1.00, output: 5.00}}
                routes:
                """
                + route("unjudged", "unjudged", "a-model", ", quality: 0.7", JUDGE.formatted("", "silent-bench"))
                + route(
                        "steady",
                        "steady",
                        "a-model",
                        ", quality: 0.7",
                        JUDGE.formatted("anchors: anchors.yaml, ", "drifting-bench"))
                + route("priced", "priced", "a-model", ", quality: 0.7", JUDGE.formatted("", "priced-bench"));
        stage = new WatchedStage(folder, yaml, Map.of());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    private static long judgements(String route, String condition) {
        return stage.records().count("select count(*) from judgements where route = ? and (" + condition + ")", route);
    }

    private static void awaitJudgements(String route, String condition, int atLeast) {
        WatchedStage.await(LONG, () -> judgements(route, condition), count -> count >= atLeast);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whileTheJudgeIsDownEvenBadAnswersTripNothingAndItsScoresResume() {
        stage.simulator().faults().set("silent-bench", Fault.status(529));
        stage.simulator().faults().set("unjudged", new Fault.Worse());
        stage.answeredByPrimary("unjudged", "are you there");
        try (Traffic traffic = Traffic.on(stage.stack(), "unjudged", EVERY)) {
            awaitJudgements("unjudged", "missing = 'failed'", 12);
            assertThat(judgements("unjudged", "counted or score is not null")).isZero();
            assertThat(traffic.replies()).extracting(Traffic.Reply::tier).containsOnly("primary");
            assertThat(BreakerStage.transitions(stage.stack(), "unjudged")).isEmpty();
            assertThat(BreakerStage.transitions(stage.stack(), "silent-bench"))
                    .as("a judge in trouble is no news about its provider")
                    .isEmpty();
            assertThat(stage.heard("unjudged", "", "scores")).isZero();

            stage.simulator().faults().clear("silent-bench");
            WatchedStage.await(LONG, () -> stage.phase("unjudged", "unjudged"), Phase.OPEN::equals);
        }
        assertThat(stage.quality("unjudged", "unjudged").reason()).isEqualTo(Reason.QUALITY);
        assertThat(judgements("unjudged", "counted")).isPositive();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aJudgeThatDriftsIsQuarantinedAndTripsNothing() {
        WatchedStage.await(LONG, () -> judgedOnce("counted and score >= 0.5"), counted -> counted);
        String drifted = "{\"score\": 0.1, \"reason\": \"no\"}";
        stage.simulator().faults().answer("drifting-bench", drifted);
        theNextCheckIsDue();
        judgedOnce("counted and score = 0.1");
        WatchedStage.await(LONG, QualityJudgeIT::quarantined, is -> is);

        long before = judgements("steady", "true");
        stage.ask("steady", 20)
                .forEach(answer -> assertThat(WatchedStage.tier(answer)).isEqualTo("primary"));
        stage.simulator().faults().answer("drifting-bench", null);
        theNextCheckIsDue();
        WatchedStage.await(
                LONG,
                () -> {
                    stage.stack().ask("steady", "who is sober again");
                    return quarantined();
                },
                is -> !is);
        awaitJudgements("steady", "counted and judged_at > (select checked_at from judges)", 1);

        assertThat(judgements("steady", "counted and score = 0.1"))
                .as("scores between the drift and the check")
                .isEqualTo(1);
        assertThat(before).isLessThan(judgements("steady", "true"));
        assertThat(BreakerStage.transitions(stage.stack(), "steady")).isEmpty();
    }

    /** Asks once and waits for the judgement: whether it is as expected. */
    private static boolean judgedOnce(String expected) {
        String id = stage.answeredByPrimary("steady", "is it well " + System.nanoTime());
        WatchedStage.await(
                LONG,
                () -> stage.records().count("select count(*) from judgements where request_id::text = ?", id),
                rows -> rows > 0);
        return stage.records().count("select count(*) from judgements where request_id::text = ? and " + expected, id)
                > 0;
    }

    private static boolean quarantined() {
        return stage.records().count("select count(*) from judges where quarantined") > 0;
    }

    /** Checks are ten minutes apart: makes the last one older than that. */
    private static void theNextCheckIsDue() {
        assertThat(stage.records()
                        .texts("update judges set checked_at = checked_at - interval '11 minutes',"
                                + " asked_at = asked_at - interval '11 minutes' returning version"))
                .hasSize(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatAJudgeCostsIsNoPartOfTheRequestsCost() {
        stage.simulator().faults().set("priced-bench", new Fault.SlowHeaders(4_000));
        String id = stage.answeredByPrimary("priced", "what does it cost");
        JsonNode before = stage.stack().get("/v1/requests/" + id).json();
        assertThat(judgements("priced", "true")).as("not judged yet").isZero();
        awaitJudgements("priced", "score is not null", 1);
        JsonNode after = stage.stack().get("/v1/requests/" + id).json();

        assertThat(before.path("cost_usd").decimalValue()).isPositive();
        assertThat(after.path("cost_usd").decimalValue())
                .isEqualByComparingTo(before.path("cost_usd").decimalValue())
                .isEqualByComparingTo(after.at("/trail/attempts/0/cost_usd").decimalValue());
        String apart = stage.records()
                .texts("select cost_usd from judgements where request_id::text = ?", id)
                .getFirst();
        assertThat(new BigDecimal(apart)).isPositive();
    }
}
