package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What Google's client does not show of the Gemini format. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeminiTest {
    private static final String QUESTION = "{\"contents\":[{\"parts\":[{\"text\":\"Why?\"}]}]}";

    private final Simulator simulator = Simulator.start(0);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterAll
    void close() {
        client.close();
        simulator.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/google/v1beta/models/" + path))
                .header("x-goog-api-key", "AIza-test")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void withoutEventsAStreamIsOneArray() throws Exception {
        HttpResponse<String> answer = post("m:streamGenerateContent", QUESTION);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        JsonNode chunks = FaultJson.tree(Text.bytes(answer.body()));
        assertThat(chunks.isArray()).isTrue();
        assertThat(chunks.valueStream()
                        .map(chunk ->
                                chunk.at("/candidates/0/content/parts/0/text").asText())
                        .collect(Collectors.joining()))
                .startsWith("Simulated answer from google/m: Why?");
        assertThat(chunks.path(chunks.size() - 1)
                        .at("/candidates/0/finishReason")
                        .asText())
                .isEqualTo("STOP");
    }

    @Test
    void anErrorWithinAnArrayIsItsLastElement() throws Exception {
        JsonNode chunks = FaultJson.tree(Text.bytes(post("sim-error-event-in-stream-0:streamGenerateContent", QUESTION)
                .body()));
        assertThat(chunks.path(chunks.size() - 1).at("/error/status").asText()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void theHintIsInTheBodyAlone() throws Exception {
        HttpResponse<String> limited = post("sim-status-429-retry-after-7:generateContent", QUESTION);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).isEmpty();
        JsonNode details = FaultJson.tree(Text.bytes(limited.body())).at("/error/details");
        assertThat(details.at("/0/violations/0/quotaId").asText()).contains("PerMinute");
        assertThat(details.at("/1/retryDelay").asText()).isEqualTo("7s");
    }

    @Test
    void whatGoogleTurnsDownIsTurnedDown() throws Exception {
        assertThat(post("m:generateContent", "{}").body()).contains("contents is not specified", "INVALID_ARGUMENT");
        assertThat(post("m:generateContent", "{\"contents\":[{\"role\":\"system\",\"parts\":[{\"text\":\"x\"}]}]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("m:generateContent", "{\"contents\":[{\"role\":\"user\",\"parts\":[]}]}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aCallIsRememberedWithTheModelOfItsPath() throws Exception {
        post("gemini-x:streamGenerateContent?alt=sse", QUESTION);
        assertThat(simulator.calls().of("google")).anySatisfy(call -> {
            assertThat(call.model()).isEqualTo("gemini-x");
            assertThat(call.stream()).isTrue();
        });
    }
}
