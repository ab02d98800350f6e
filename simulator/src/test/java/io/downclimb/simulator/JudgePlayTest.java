package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Are the scores of the simulated judge spread as promised? */
class JudgePlayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SYSTEM = "Some rubric.\n" + JudgePlay.MARKER + " that others have given.";

    @Test
    void usualAnswersAreScoredHighWithASpread() throws Exception {
        List<Double> scores =
                scores(n -> Answer.usual("p", new Ask("m", false, false, 1, 100, "", "q" + n, "question " + n, null))
                        .text());
        assertThat(mean(scores)).isCloseTo(0.85, within(0.02));
        assertThat(deviation(scores)).isCloseTo(0.20, within(0.02));
        assertThat(scores).contains(0.0, 0.25, 0.5, 0.75, 1.0);
    }

    @Test
    void wordSaladAndWorseAnswersAreScoredLow() throws Exception {
        assertThat(mean(scores(n -> Answer.salad().text()))).isCloseTo(0.165, within(0.02));
        assertThat(mean(scores(n -> Answer.worse().text()))).isCloseTo(0.165, within(0.02));
    }

    @Test
    void theSameAnswerToTheSameQuestionGetsTheSameScoreUnderAnyMark() throws Exception {
        assertThat(score("What now?", "Do this.", "aaaa")).isEqualTo(score("What now?", "Do this.", "bbbb"));
    }

    @Test
    void aProviderThatIsNotAskedToJudgeAnswersAsUsual() {
        assertThat(JudgePlay.isAskedFor(ask("You answer for the support desk.", "You are a judge of answers")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void eitherFormatCanBeAskedToJudge(String format) throws Exception {
        try (Simulator simulator = Simulator.start(0);
                HttpClient http = HttpClient.newHttpClient()) {
            String chat = """
                    {"model":"m","messages":[{"role":"system","content":"%s"},{"role":"user","content":"x"}]}""".formatted(SYSTEM.replace("\n", " "));
            String messages = """
                    {"model":"m","max_tokens":400,"system":"%s","messages":[{"role":"user","content":"x"}]}""".formatted(SYSTEM.replace("\n", " "));
            boolean openAi = format.equals("openai");
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(simulator.baseUrl() + "/judge/v1/" + (openAi ? "chat/completions" : "messages")))
                    .header("authorization", "Bearer k")
                    .header("anthropic-version", "2023-06-01")
                    .POST(HttpRequest.BodyPublishers.ofString(openAi ? chat : messages))
                    .build();
            JsonNode body = JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            String said = (openAi ? body.at("/choices/0/message/content") : body.at("/content/0/text")).asText();
            assertThat(JSON.readTree(said).path("score").isNumber()).isTrue();
        }
    }

    private static List<Double> scores(IntFunction<String> answers) throws Exception {
        List<Double> scores = new ArrayList<>();
        for (int n : IntStream.range(0, 2_000).toArray()) {
            scores.add(score("question " + n, answers.apply(n), "mark"));
        }
        return scores;
    }

    private static double score(String question, String answer, String mark) throws Exception {
        String blocks =
                "=== question %s begins ===\n%s\n=== question %s ends ===\n\n=== answer %s begins ===\n%s\n=== answer %s ends ==="
                        .formatted(mark, question, mark, mark, answer, mark);
        String said = JudgePlay.of(ask(SYSTEM, blocks)).text();
        return JSON.readTree(said).path("score").doubleValue();
    }

    private static Ask ask(String system, String question) {
        return new Ask("m", false, false, 1, 400, system, system + "\n" + question, question, null);
    }

    private static double mean(List<Double> scores) {
        return scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double deviation(List<Double> scores) {
        double mean = mean(scores);
        return Math.sqrt(scores.stream()
                .mapToDouble(score -> (score - mean) * (score - mean))
                .average()
                .orElseThrow());
    }
}
