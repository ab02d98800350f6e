package io.downclimb.api.stack;

import static io.downclimb.api.stack.WatchedStage.provider;
import static io.downclimb.api.stack.WatchedStage.route;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.judge.Sampling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many answers are judged while all is well, and how many once scores look bad? */
class QualitySamplingIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final double SAMPLE = 0.08;
    private static final String SO_GOOD = "{\"score\": %s, \"reason\": \"so\"}";

    private static WatchedStage stage;

    /** Scores at 0.71 lie below what comforts (0.74) and above the bar (0.70): they worry, and never trip. */
    @BeforeAll
    static void start(@TempDir Path folder) {
        String yaml = "providers:\n"
                + provider("sampled", ", breaker: {quality: {threshold: 0.2}}")
                + provider("bench", "")
                + provider("backup", "")
                + "routes:\n"
                + route(
                        "sampled",
                        "sampled",
                        "a-model",
                        ", quality: 0.7",
                        "judge: {rubric: rubric.md, sample: %s, judges: [{provider: bench, model: judge-model}]}"
                                .formatted(SAMPLE));
        stage = new WatchedStage(folder, yaml, Map.of());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void theSampleIsJudgedAndTenTimesAsMuchOnceScoresLookBad() {
        stage.simulator().faults().answer("bench", SO_GOOD.formatted("0.9"));
        List<String> well = ask(400);
        assertThat(well.stream().filter(id -> Sampling.chosen(id, SAMPLE)))
                .as("about 32, within four deviations")
                .hasSizeBetween(10, 54);
        exactlyTheSampleIsJudged(well, SAMPLE);
        assertThat(sample()).isEqualTo(1);

        stage.simulator().faults().answer("bench", SO_GOOD.formatted("0.71"));
        WatchedStage.await(
                LONG,
                () -> {
                    ask(10);
                    return sample();
                },
                factor -> factor == 10);
        exactlyTheSampleIsJudged(ask(50), 10 * SAMPLE);
        assertThat(BreakerStage.transitions(stage.stack(), "sampled")).isEmpty();
    }

    private static List<String> ask(int times) {
        return stage.ask("sampled", times).stream().map(Stack.Answer::requestId).toList();
    }

    private static void exactlyTheSampleIsJudged(List<String> requests, double share) {
        List<String> chosen =
                requests.stream().filter(id -> Sampling.chosen(id, share)).toList();
        WatchedStage.await(LONG, QualitySamplingIT::judged, judged -> judged.containsAll(chosen));
        assertThat(judged().stream().filter(requests::contains)).containsExactlyInAnyOrderElementsOf(chosen);
    }

    private static List<String> judged() {
        return stage.records().texts("select request_id::text from judgements");
    }

    /** The factor as the API shows it. */
    private static double sample() {
        return stage.stack()
                .get("/v1/breakers/sampled")
                .json()
                .path("circuits")
                .valueStream()
                .filter(circuit -> circuit.path("kind").asText().equals("quality"))
                .map(circuit -> circuit.path("sample"))
                .mapToDouble(JsonNode::asDouble)
                .findFirst()
                .orElse(0);
    }
}
