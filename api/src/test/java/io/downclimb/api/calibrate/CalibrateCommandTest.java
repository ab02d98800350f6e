package io.downclimb.api.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The command from its arguments to what it prints, over files. */
class CalibrateCommandTest {
    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    @TempDir
    Path folder;

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void proposesFromAFileWhatHoldsStillAndNoticesSoon() throws IOException {
        JsonNode report = json(file(healthyCalls(2_000)), "--days", "10");

        JsonNode errors = report.at("/detectors/0");
        assertThat(errors.path("calls").asInt()).isEqualTo(2_000);
        assertThat(errors.path("healthy_share").asDouble()).isEqualTo(0.01);
        assertThat(errors.path("proposal").path("setting").asText())
                .startsWith("{detector: cusum, healthy: 0.02, sick: ");
        JsonNode proposed = settings(errors)
                .filter(one -> one.path("proposed").asBoolean())
                .findFirst()
                .orElseThrow();
        assertThat(proposed.path("false_trips_per_day").asDouble()).isLessThanOrEqualTo(0.1);
        assertThat(proposed.at("/delays/0/median_s").asDouble()).isBetween(1.0, 10.0);
        JsonNode popular = settings(errors).findFirst().orElseThrow();
        assertThat(popular.path("setting").asText())
                .isEqualTo("{detector: rate, above: 0.02, window: 60s, minimum: 0}");
        assertThat(popular.path("false_trips_per_day").asDouble()).isGreaterThan(100);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void proposesForScoresAndShowsTheHoursMeanBeside() throws IOException {
        Ran ran = Ran.calibrate(
                "--csv",
                file(scores(600, 1)).toString(),
                "--route",
                "support-answer",
                "--provider",
                "claude",
                "--days",
                "10");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains("Quality of support-answer")
                .contains("600 scores; bar 0.7, healthy mean 0.8")
                .contains("mean of 1h, at least 13")
                .containsPattern("> cusum, margin 0.0[248], threshold [2-7]")
                .containsPattern(
                        "(?s)providers:\\s+claude:\\s+breaker:\\s+quality: \\{detector: cusum, margin: 0.0[248], threshold: ");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void setsAnOutageAsideAndTellsWhoWouldHaveCaughtIt() throws IOException {
        List<String> lines = new ArrayList<>(List.of("kind,value,at"));
        for (int second = 0; second < 7_200; second++) {
            boolean isOutage = second >= 3_600 && second < 3_900;
            lines.add("outcome,%s,%s".formatted(isOutage ? "failed" : "ok", START.plusSeconds(second)));
        }
        Path file = file(lines.stream());

        JsonNode errors = json(file, "--days", "1").at("/detectors/0");

        assertThat(errors.path("troubles")).hasSize(1);
        assertThat(errors.at("/troubles/0/from").asText()).isEqualTo("2026-01-31T11:00:00Z");
        assertThat(errors.at("/troubles/0/bad").asInt()).isEqualTo(300);
        assertThat(errors.path("healthy_share").asDouble()).isZero();
        assertThat(errors.path("simulated_share").asDouble()).isBetween(0.0001, 0.001);
        assertThat(errors.path("per_second").asDouble()).isEqualTo(1);
        assertThat(settings(errors)).allSatisfy(one -> {
            assertThat(one.path("troubles_seen").asInt()).isEqualTo(1);
            assertThat(one.path("trips_elsewhere").asInt()).isZero();
        });
        assertThat(Ran.calibrate("--csv", file.toString(), "--days", "1").out())
                .contains("set aside as trouble: 2026-01-31 11:00 to 11:10 UTC, 300 of 600 calls failed");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void theSameSeedPrintsTheSame() throws IOException {
        String file = file(healthyCalls(1_000)).toString();

        String first = Ran.calibrate("--csv", file, "--days", "2").out();
        assertThat(Ran.calibrate("--csv", file, "--days=2").out()).isEqualTo(first);
        assertThat(Ran.calibrate("--csv", file, "--days", "2", "--seed", "2").out())
                .isNotEqualTo(first);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void warnsOfLittleDataUnknownLoadAndFewDays() throws IOException {
        JsonNode report =
                json(file(Stream.concat(healthyCalls(200), scores(100, 1).skip(1))), "--days", "1");

        assertThat(report.at("/detectors/0/warnings").toString())
                .contains("Only 200 calls", "fewer than 1,000", "Give --per-second", "Give --days 30");
        assertThat(report.at("/detectors/1/warnings").toString()).contains("Only 100 scores", "fewer than 300");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void warnsWhereHealthIsTooCloseToTheBar() throws IOException {
        JsonNode close = json(file(scores(600, 1)), "--days", "1", "--bar", "0.78");
        JsonNode far = json(file(scores(600, 1)), "--days", "1", "--bar", "0.6");

        assertThat(close.at("/detectors/0/warnings").toString()).contains("less than half a standard deviation");
        assertThat(far.at("/detectors/0/warnings").toString()).doesNotContain("standard deviation");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void aMeanBelowTheBarCannotBeWatched() throws IOException {
        Ran ran = Ran.calibrate("--csv", file(scores(600, 1)).toString(), "--bar", "0.95");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("not above the bar of 0.95");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void tooLittleDataEndsWithOneAndSaysHowMuchThereWas() throws IOException {
        Ran ran = Ran.calibrate("--csv", file(healthyCalls(99)).toString());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("99 calls outside of trouble; it takes 100");
        assertThat(ran.err())
                .contains("not enough records to go by", "fix: give it at least 100 outcomes or 50 scores");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--foo | is not an option of calibrate",
                "records.csv | is not an option: leave it out",
                "--since yesterday | is not an age",
                "--days 0 | is not a number from 0.01 to 3650",
                "--per-second -1 | is not a number from 0.0001 to 10000",
                "--bar 1.5 | is not a number from 0.01 to 1",
                "--sample 0 | is not a number from 0.0001 to 1",
                "--seed 1.5 | is not a whole number",
            })
    void aBadCommandLineEndsWithTwo(String line, String message) {
        Ran ran = Ran.calibrate(line.split(" "));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(message).contains("--help");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("badFiles")
    void aBadLineIsToldWithItsNumberAndAFix(String text, String place, String fix) throws IOException {
        Ran ran = Ran.calibrate("--csv", file(text.lines()).toString());

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(place).contains("fix: ").contains(fix);
    }

    static Stream<Arguments> badFiles() {
        return Stream.of(
                Arguments.of("", "line 1", "begin with \"kind,value\""),
                Arguments.of("value,kind\nok,outcome", "line 1: \"value,kind\"", "begin with \"kind,value\""),
                Arguments.of("kind,value\noutcome,ok\noutcome,maybe", "line 3: \"maybe\"", "write ok or failed"),
                Arguments.of("kind,value\nscore,1.2", "line 2: \"1.2\"", "a number from 0 to 1"),
                Arguments.of("kind,value\nscore,NaN", "line 2: \"NaN\"", "a number from 0 to 1"),
                Arguments.of("kind,value\nlatency,3", "line 2: \"latency\"", "write outcome or score"),
                Arguments.of("kind,value\noutcome", "line 2: \"outcome\" has 1 fields", "outcome,ok"),
                Arguments.of("kind,value,at\noutcome,ok", "has 2 fields and not 3", "2026-01-31T12:00:00Z"),
                Arguments.of("kind,value,at\noutcome,ok,yesterday", "line 2: \"yesterday\"", "ISO 8601"));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void aMissingFileEndsWithTwo() {
        Ran ran = Ran.calibrate("--csv", "/does/not/exist");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("/does/not/exist cannot be read");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void aMissingConfigurationEndsWithTwo() {
        Ran ran = Ran.calibrate(Map.of("DOWNCLIMB_CONFIG", "/does/not/exist.yaml"));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("cannot be read");
    }

    private static JsonNode json(Path file, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--json", "--csv", file.toString()));
        arguments.addAll(List.of(more));
        Ran ran = Ran.calibrate(arguments.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.err()).isZero();
        return new ObjectMapper().readTree(ran.out());
    }

    private static Stream<JsonNode> settings(JsonNode detector) {
        return StreamSupport.stream(detector.path("settings").spliterator(), false);
    }

    private Path file(Stream<String> lines) throws IOException {
        return Files.write(Files.createTempFile(folder, "records", ".csv"), lines.toList());
    }

    /** Every hundredth failed. */
    private static Stream<String> healthyCalls(int calls) {
        return Stream.concat(
                Stream.of("kind,value"),
                Stream.iterate(0, call -> call + 1)
                        .limit(calls)
                        .map(call -> call % 100 == 50 ? "outcome,failed" : "outcome,ok"));
    }

    /** With a mean of about 0.85 and a standard deviation of about 0.2. */
    private static Stream<String> scores(int scores, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.concat(
                Stream.of("kind,value"),
                Stream.generate(random::nextDouble)
                        .limit(scores)
                        .map(draw -> draw < 0.05 ? 0.25 : draw < 0.12 ? 0.5 : draw < 0.45 ? 0.75 : 1.0)
                        .map(score -> "score," + score));
    }
}
