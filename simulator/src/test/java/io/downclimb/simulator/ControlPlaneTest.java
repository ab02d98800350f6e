package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneTest {
    private final Simulator simulator = Simulator.start(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterAll
    void close() {
        http.close();
        simulator.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("authorization", "Bearer sk-control")
                .header("x-client-request-id", "req/7/2")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(send("GET", path, "").body());
    }

    private int ask(String provider, String model) throws Exception {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return send("POST", "/" + provider + "/v1/chat/completions", body).statusCode();
    }

    private void put(String provider, String fault) throws Exception {
        assertThat(send("PUT", "/simulator/faults/" + provider, fault).statusCode())
                .isEqualTo(204);
    }

    @Test
    void helpNamesPathsAndKinds() throws Exception {
        assertThat(send("GET", "/", "").body()).contains("/simulator/faults").contains("slow-first-token");
    }

    @Test
    void faultIsSetShownAndCleared() throws Exception {
        put("one", "{\"kind\":\"status\",\"status\":503}");
        assertThat(ask("one", "m")).isEqualTo(503);
        assertThat(json("/simulator/faults").at("/one/*/fault/status").asInt()).isEqualTo(503);
        assertThat(send("DELETE", "/simulator/faults/one", "").statusCode()).isEqualTo(204);
        assertThat(ask("one", "m")).isEqualTo(200);
        assertThat(json("/simulator/faults").has("one")).isFalse();
    }

    @Test
    void faultOfOneModelLeavesTheOthers() throws Exception {
        put("two?model=m", "{\"kind\":\"status\",\"status\":500}");
        assertThat(List.of(ask("two", "m"), ask("two", "other"))).containsExactly(500, 200);
    }

    @Test
    void arrayIsASequence() throws Exception {
        put("three", "[{\"kind\":\"status\",\"status\":529},{\"kind\":\"broken-key\"}]");
        assertThat(json("/simulator/faults").at("/three/*/sequence/1/kind").asText())
                .isEqualTo("broken-key");
        assertThat(List.of(ask("three", "m"), ask("three", "m"), ask("three", "m")))
                .containsExactly(529, 401, 200);
    }

    @Test
    void scheduleIsTakenAndShown() throws Exception {
        put("four", "{\"schedule\":[{\"from\":0,\"until\":600000,\"fault\":{\"kind\":\"model-gone\"}}]}");
        assertThat(ask("four", "m")).isEqualTo(404);
        assertThat(json("/simulator/faults").at("/four/*/schedule/0/fault/kind").asText())
                .isEqualTo("model-gone");
    }

    @Test
    void callsAreShownWithoutKeys() throws Exception {
        ask("five", "m");
        JsonNode calls = json("/simulator/calls?provider=five");
        assertThat(calls.at("/totals/five").asInt()).isEqualTo(1);
        assertThat(calls.at("/calls").size()).isEqualTo(1);
        assertThat(calls.at("/calls/0/callerRequest").asText()).isEqualTo("req/7");
        assertThat(calls.at("/calls/0/attempt").asInt()).isEqualTo(2);
        assertThat(calls.at("/calls/0/ended").asBoolean()).isTrue();
        assertThat(calls.toString()).doesNotContain("sk-control");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"statu\"} | Field 'kind' is 'statu' | slow-first-token",
                "{\"status\":529} | Field 'kind' is missing | slow-first-token",
                "{\"kind\":\"status\"} | Field 'status' | Missing",
                "{\"kind\":\"status\",\"status\":\"x\"} | Field 'status' | int",
                "{\"kind\":\"status\",\"status\":200} | status must be 400..599, but is 200 | status",
                "{\"kind\":\"cut\",\"afterTokens\":1,\"after\":3} | Field 'after' is unknown | afterTokens",
                "{\"kind\":\"brown-out\",\"share\":2,\"inner\":{\"kind\":\"silent\"}} | share must be 0..1 | 2.0",
                "{\"kind\":\"echo\",\"inner\":{\"kind\":\"x\"}} | Field 'inner.kind' is 'x' | valid",
                "[{\"kind\":\"cut\"}] | Field '[0].afterTokens' | Missing",
                "[null] | Expected objects | null",
                "{\"schedule\":[{\"from\":5,\"until\":5,\"fault\":{\"kind\":\"silent\"}}]} | until must be after from | 5",
                "{\"schedule\":7} | Expected an array | 7",
                "{\"kind\": | not JSON | end",
                "null | Expected a JSON object | kind",
                "'' | Expected a JSON object | kind"
            })
    void whatCannotBeReadIsNamed(String body, String message, String alsoIn) throws Exception {
        HttpResponse<String> response = send("PUT", "/simulator/faults/six", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(response.body()).path("message").asText())
                .contains(message)
                .containsIgnoringCase(alsoIn);
        assertThat(ask("six", "m")).isEqualTo(200);
    }

    @Test
    void paceAndAnswersAreTaken() throws Exception {
        String pace = "{\"firstTokenMs\":3,\"perTokenMs\":1}";
        assertThat(send("PUT", "/simulator/pace/seven", pace).statusCode()).isEqualTo(204);
        assertThat(simulator.faults().paceOf("seven")).isEqualTo(new Simulator.Pace(3, 1));
        assertThat(send("PUT", "/simulator/answers/seven?model=m", "{\"text\":\"four\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(simulator.faults().answerOf("seven", "m")).isEqualTo("four");
        assertThat(simulator.faults().answerOf("seven", "other")).isNull();
        assertThat(send("PUT", "/simulator/answers/seven", "{}").body()).contains("'text'");
    }

    @Test
    void unknownPathsSaySo() throws Exception {
        assertThat(send("GET", "/simulator/nothing", "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/simulator/v1/chat/completions", "{}").statusCode())
                .isEqualTo(404);
        assertThat(send("POST", "/p/chat/completions", "{}").body()).contains("Invalid URL");
    }

    @Test
    void everythingCanBeForgotten() throws Exception {
        try (Simulator own = Simulator.start(0)) {
            own.faults().set("p", new Fault.ModelGone());
            URI calls = URI.create(own.baseUrl() + "/simulator/calls");
            URI faults = URI.create(own.baseUrl() + "/simulator/faults");
            for (URI uri : List.of(calls, faults)) {
                HttpRequest delete = HttpRequest.newBuilder(uri).DELETE().build();
                assertThat(http.send(delete, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(204);
            }
            assertThat(own.faults().plans()).isEmpty();
            assertThat(own.calls().all()).isEmpty();
        }
    }
}
