package io.downclimb.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does: start, paste the line, break the providers, stop, start again. */
class FirstFiveMinutesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void thePrintedLineAnswersFromEachRungAndTheNextStartFindsTheData() throws Exception {
        Map<String, String> environment = environment();
        int port = Integer.parseInt(environment.get("DOWNCLIMB_PORT"));
        String demo = "http://127.0.0.1:" + environment.get("DOWNCLIMB_DEMO_PORT");
        Path log = folder.resolve("dev.log");
        String requestId;
        try (KilledProcess dev = new KilledProcess("io.downclimb.dev.DevCommand", environment, port, log)) {
            dev.start();
            List<String> pasted = printedCurl(log);

            JsonNode healthy = run(pasted);
            assertThat(healthy.at("/downclimb/tier").asText()).isEqualTo("primary");
            assertThat(healthy.at("/choices/0/message/content").asText()).contains("Where is my order?");
            requestId = healthy.at("/downclimb/request_id").asText();

            fault(demo, "demo-primary");
            JsonNode degraded = run(pasted);
            assertThat(degraded.at("/downclimb/tier").asText()).isEqualTo("secondary");
            assertThat(degraded.at("/downclimb/degraded").asBoolean()).isTrue();
            assertThat(degraded.at("/downclimb/notice").asText()).isEqualTo("temporarily using a backup model");

            fault(demo, "demo-secondary");
            assertThat(run(pasted).at("/downclimb/tier").asText()).isEqualTo("canned");

            assertThat(get("http://127.0.0.1:" + environment.get("DOWNCLIMB_TEMPORAL_UI_PORT") + "/")
                            .statusCode())
                    .isEqualTo(200);
        }
        try (KilledProcess again = new KilledProcess("io.downclimb.dev.DevCommand", environment, port, log)) {
            again.start();
            HttpResponse<String> found = get("http://127.0.0.1:%d/v1/requests/%s".formatted(port, requestId));
            assertThat(JSON.readTree(found.body()).path("state").asText()).isEqualTo("answered");
        }
    }

    /** The curl line of the welcome, as its words. */
    private static List<String> printedCurl(Path log) throws IOException {
        String welcome = Files.readString(log);
        int begin = welcome.indexOf("curl -s");
        int end = welcome.indexOf("\n\n", begin);
        return List.of("bash", "-c", welcome.substring(begin, end));
    }

    private static JsonNode run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return JSON.readTree(output);
    }

    private void fault(String demo, String provider) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(demo + "/simulator/faults/" + provider))
                .PUT(HttpRequest.BodyPublishers.ofString("{\"kind\":\"status\",\"status\":529}"))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isBetween(200, 299);
    }

    private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "DOWNCLIMB_CONFIG",
                Path.of("..", "downclimb.yaml").toAbsolutePath().normalize().toString());
        environment.put("DOWNCLIMB_DATA", folder.resolve("data").toString());
        for (String name : List.of(
                "DOWNCLIMB_PORT",
                "DOWNCLIMB_POSTGRES_PORT",
                "DOWNCLIMB_TEMPORAL_PORT",
                "DOWNCLIMB_TEMPORAL_UI_PORT",
                "DOWNCLIMB_DEMO_PORT")) {
            environment.put(name, Integer.toString(CrashIT.freePort()));
        }
        return environment;
    }
}
