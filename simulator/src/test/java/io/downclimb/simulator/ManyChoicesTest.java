package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More choices than the real providers make are refused as they refuse them, and not made. */
class ManyChoicesTest {
    @ParameterizedTest
    @CsvSource({"128, 200", "129, 400", "99999999999999999999, 400"})
    void ofOpenAiAtMost128(String n, int status) throws Exception {
        assertThat(post("/p/v1/chat/completions", """
                {"model":"m","n":%s,"messages":[{"role":"user","content":"Hi"}]}""".formatted(n))).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"8, 200", "9, 400"})
    void ofGeminiAtMost8(String count, int status) throws Exception {
        assertThat(post("/p/v1beta/models/m:generateContent", """
                {"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"candidateCount":%s}}""".formatted(count)))
                .isEqualTo(status);
    }

    private static int post(String path, String body) throws Exception {
        try (Simulator simulator = Simulator.start(0);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path))
                    .header("authorization", "Bearer k")
                    .header("x-goog-api-key", "k")
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }
}
