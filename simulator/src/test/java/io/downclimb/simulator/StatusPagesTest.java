package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusPagesTest {
    private final Simulator simulator = Simulator.start(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterAll
    void close() {
        http.close();
        simulator.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(send("GET", path, "").body());
    }

    private void put(String page, String body) throws Exception {
        assertThat(send("PUT", "/simulator/status/" + page, body).statusCode()).isEqualTo(204);
    }

    @Test
    void aPageThatNobodySetIsWell() throws Exception {
        JsonNode page = json("/status/untouched/api/v2/summary.json");
        assertThat(page.path("components"))
                .extracting(component -> component.path("status").asText())
                .containsExactly("operational", "operational");
        assertThat(page.path("incidents")).isEmpty();
        assertThat(json("/status/untouched/incidents.json"))
                .allMatch(incident -> incident.hasNonNull("end"))
                .isNotEmpty();
    }

    @Test
    void whatIsSetStandsInEveryForm() throws Exception {
        put("set", """
                {"components":[{"id":"k8w3r06qmzrp","name":"API","status":"partial_outage"}],"vanished":["console"],
                 "incidents":[{"id":"i1","name":"Errors","impact":"critical","components":["k8w3r06qmzrp"]}]}""");
        JsonNode components = json("/status/set/api/v2/components.json").path("components");
        assertThat(components)
                .extracting(component -> component.path("id").asText())
                .containsExactly("api", "k8w3r06qmzrp");
        assertThat(components.get(1).path("status").asText()).isEqualTo("partial_outage");
        JsonNode incident = json("/status/set/api/v2/incidents.json").at("/incidents/0");
        assertThat(incident.path("impact").asText()).isEqualTo("critical");
        assertThat(incident.at("/components/0/name").asText()).isEqualTo("API");
        assertThat(json("/status/set/incidents.json"))
                .filteredOn(event -> !event.has("end"))
                .extracting(event -> event.path("status_impact").asText())
                .containsExactly("SERVICE_DISRUPTION", "SERVICE_OUTAGE");
        assertThat(json("/status/set/api/v2/summary.json")
                        .at("/status/indicator")
                        .asText())
                .describedAs("the headline lags, as real ones do")
                .isEqualTo("none");
    }

    @Test
    void aKnownVersionIsNotSentAgain() throws Exception {
        String path = "/status/versions/api/v2/summary.json";
        String etag = send("GET", path, "").headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again = send("GET", path, "", "if-none-match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        simulator.statusPages().component("versions", "api", "major_outage");
        assertThat(send("GET", path, "", "if-none-match", etag).statusCode()).isEqualTo(200);
        simulator.statusPages().versions("versions", StatusPages.Versions.NONE);
        assertThat(send("GET", path, "").headers().firstValue("etag")).isEmpty();
        assertThat(simulator.statusPages().polls("versions")).isEqualTo(4);
        assertThat(simulator.statusPages().notModified("versions")).isEqualTo(1);
    }

    @Test
    void dateOfChangeNamesAVersion() throws Exception {
        StatusPages pages = simulator.statusPages();
        pages.versions("dated", StatusPages.Versions.LAST_MODIFIED);
        String path = "/status/dated/incidents.json";
        String date =
                send("GET", path, "").headers().firstValue("last-modified").orElseThrow();
        assertThat(send("GET", path, "", "if-modified-since", date).statusCode())
                .isEqualTo(304);
        pages.component("dated", "api", "major_outage");
        assertThat(send("GET", path, "", "if-modified-since", date).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"status\",\"status\":405} | 405 | content-length | 0",
                "{\"kind\":\"status\",\"status\":429,\"retryAfter\":7} | 429 | retry-after | 7",
                "{\"kind\":\"redirect\"} | 302 | location | /status/bad/api/v2/summary.json",
                "{\"kind\":\"redirect\",\"location\":\"/status/b/incidents.json\"} | 302 | location | /status/b/incidents.json",
                "{\"kind\":\"garbage\"} | 200 | content-type | application/json; charset=utf-8"
            })
    void misbehaviourIsSet(String fault, int status, String header, String value) throws Exception {
        put("bad", "{\"fault\":%s}".formatted(fault));
        HttpResponse<String> response = send("GET", "/status/bad/api/v2/summary.json", "");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue(header)).contains(value);
        assertThat(response.body()).doesNotContain("components");
        put("bad", "{}");
        assertThat(send("GET", "/status/bad/api/v2/summary.json", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSilentPageSaysNothingAndAStalledOneHalf() throws Exception {
        simulator.statusPages().misbehave("silent", new StatusFault.Silent());
        try (RawClient client = new RawClient(simulator)) {
            client.send("GET /status/silent/incidents.json HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(client.isQuietFor(200)).isTrue();
        }
        simulator.statusPages().misbehave("stalled", new StatusFault.Stall());
        try (RawClient client = new RawClient(simulator)) {
            client.send("GET /status/stalled/incidents.json HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(client.until("[")).contains("200 OK");
        }
    }

    @Test
    void aHugePageHasNoEnd() throws Exception {
        simulator.statusPages().misbehave("huge", new StatusFault.Huge());
        HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/status/huge/incidents.json"))
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            assertThat(body.readNBytes(5_000_000)).hasSize(5_000_000);
        }
        simulator.statusPages().behave("huge");
        assertThat(json("/status/huge/incidents.json").isArray()).isTrue();
    }

    @Test
    void aPageIsShownWithItsCountsAndForgotten() throws Exception {
        put("shown", "{\"components\":[{\"id\":\"api\",\"status\":\"major_outage\"}],\"fault\":{\"kind\":\"huge\"}}");
        JsonNode shown = json("/simulator/status/shown");
        assertThat(shown.at("/components/0/status").asText()).isEqualTo("major_outage");
        assertThat(shown.at("/components/0/name").asText()).isEqualTo("API");
        assertThat(shown.at("/fault/kind").asText()).isEqualTo("huge");
        put("shown", "{}");
        json("/status/shown/incidents.json");
        json("/status/shown/api/v2/incidents.json");
        put("shown", "{\"versions\":\"NONE\"}");
        assertThat(json("/simulator/status/shown").path("polls").asInt()).isEqualTo(1);
        assertThat(send("DELETE", "/simulator/status/shown", "").statusCode()).isEqualTo(204);
        assertThat(json("/simulator/status/shown").path("polls").asInt()).isZero();
        assertThat(json("/simulator/status/shown").path("versions").asText()).isEqualTo("ETAG");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"components\":[{\"id\":\"api\",\"status\":\"on_fire\"}]} | operational",
                "{\"components\":[{\"status\":\"operational\"}]} | id is missing",
                "{\"fault\":{\"kind\":\"slow\"}} | Field 'fault.kind'",
                "{\"fault\":{\"kind\":\"status\",\"status\":200}} | 400..599",
                "{\"incidents\":[{\"id\":\"i\",\"name\":\"n\",\"impact\":\"huge\"}]} | critical",
                "{\"status\":\"operational\"} | Field 'status' is unknown"
            })
    void whatCannotBeReadIsNamed(String body, String message) throws Exception {
        HttpResponse<String> response = send("PUT", "/simulator/status/rejected", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(response.body()).path("message").asText())
                .contains(message);
    }

    @Test
    void aProviderMayStillBeCalledStatus() throws Exception {
        assertThat(send("GET", "/status/v1/models", "", "authorization", "Bearer sk-any")
                        .body())
                .contains("\"data\"");
        assertThat(send("GET", "/status/page/other.json", "").statusCode()).isEqualTo(404);
    }
}
