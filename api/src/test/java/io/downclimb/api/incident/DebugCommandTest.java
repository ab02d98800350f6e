package io.downclimb.api.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.downclimb.api.command.CommandFailure;
import io.downclimb.incident.Incident;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebugCommandTest {
    private static final String UNKNOWN = UUID.randomUUID().toString();

    @TempDir
    static Path folder;

    private static Incident incident;
    private static String degraded;
    private static Path file;
    private static HttpServer node;
    private static String url;

    @BeforeAll
    static void happens() throws IOException, CommandFailure {
        incident = MadeIncident.incident(folder);
        degraded = incident.requests().stream()
                .filter(request -> "secondary".equals(request.tier())
                        && !request.attempts().isEmpty())
                .filter(request -> request.attempts().size() > 1)
                .findFirst()
                .orElseThrow()
                .id();
        file = MadeIncident.write(folder.resolve("incident.zip"), incident, null);
        Path one = MadeIncident.write(folder.resolve("one.zip"), incident, degraded);
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            int status = !"Bearer right".equals(authorization)
                    ? 401
                    : exchange.getRequestURI().toString().equals("/v1/incident?request=" + degraded) ? 200 : 404;
            byte[] body = status == 200
                    ? Files.readAllBytes(one)
                    : "{\"code\":\"not_found\",\"detail\":\"there is none\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
        url = "http://127.0.0.1:" + node.getAddress().getPort();
    }

    @AfterAll
    static void stop() {
        node.stop(0);
    }

    @Test
    void a_file_is_told_with_a_link_to_temporal() {
        Ran ran = Ran.debug(Map.of(), degraded, "--incident", file.toString(), "--namespace", "live");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains("request " + degraded + " on route chat")
                .contains("goes down from primary")
                .contains("SILENT: this request does not ask first again")
                .contains(
                        "Temporal UI: http://127.0.0.1:8233/namespaces/live/workflows/request%2Fdefault%2F" + degraded)
                .doesNotContain("\u001b");
    }

    @Test
    void a_node_is_asked_for_the_one_request() {
        Ran ran = Ran.debug(Map.of("MY_TOKEN", "right"), degraded, "--url", url + "/", "--token-env", "MY_TOKEN");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("request " + degraded + " on route chat");
    }

    @Test
    void as_json_it_holds_the_steps_and_the_link() throws IOException {
        Ran ran = Ran.debug(
                Map.of(), degraded, "--incident", file.toString(), "--json", "--ui", "https://temporal.example/");
        JsonNode story = new ObjectMapper().readTree(ran.out());
        assertThat(story.path("steps").size()).isGreaterThan(3);
        assertThat(story.path("temporalUi").asText())
                .startsWith("https://temporal.example/namespaces/")
                .endsWith(degraded);
    }

    @Test
    void colours_are_for_terminals_where_nobody_forbids_them() {
        String[] arguments = {degraded, "--incident", file.toString()};
        assertThat(Ran.debugAtTerminal(Map.of(), arguments).out()).contains("\u001b[");
        assertThat(Ran.debugAtTerminal(Map.of("NO_COLOR", "1"), arguments).out())
                .doesNotContain("\u001b");
        assertThat(Ran.debug(Map.of(), arguments).out()).doesNotContain("\u001b");
    }

    @Test
    void no_node_a_wrong_token_and_an_unknown_request_are_named_with_a_fix() throws IOException {
        String nowhere;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nowhere = "http://127.0.0.1:" + free.getLocalPort();
        }
        assertFails(Ran.debug(Map.of(), UNKNOWN, "--url", nowhere), 1, "no node answers at " + nowhere, "--url");
        assertFails(Ran.debug(Map.of(), UNKNOWN, "--url", url), 1, url + " wants a token", "--token-env NAME");
        Map<String, String> wrong = Map.of("DOWNCLIMB_TOKEN", "wrong");
        assertFails(Ran.debug(wrong, UNKNOWN, "--url", url), 1, url + " does not know the token", "--token-env");
        Map<String, String> right = Map.of("DOWNCLIMB_TOKEN", "right");
        assertFails(
                Ran.debug(right, UNKNOWN, "--url", url), 1, url + " has no request " + UNKNOWN, "downclimb-request-id");
        assertFails(
                Ran.debug(Map.of(), UNKNOWN, "--incident", file.toString()),
                1,
                file + " has no request " + UNKNOWN,
                "--incident");
    }

    @Test
    void wrong_use_is_named() throws IOException {
        assertFails(Ran.debug(Map.of()), 2, "needs the id of a request", "--help");
        assertFails(Ran.debug(Map.of(), "seven"), 2, "\"seven\" is not the id of a request", "downclimb-request-id");
        assertFails(Ran.debug(Map.of(), UNKNOWN, UNKNOWN), 2, "takes one request id, not 2", "--help");
        assertFails(Ran.debug(Map.of(), UNKNOWN, "--verbose"), 2, "\"--verbose\" is not an option of debug", "--help");
        assertFails(
                Ran.debug(Map.of(), degraded, "--ui", "ui", "--incident", file.toString()),
                2,
                "--ui \"ui\"",
                "http://");
        assertFails(Ran.debug(Map.of(), UNKNOWN, "--url", "node"), 2, "--url \"node\" is not an address", "http://");
        assertFails(
                Ran.debug(Map.of(), UNKNOWN, "--token-env", "NO_SUCH_TOKEN"),
                2,
                "NO_SUCH_TOKEN, which is not set",
                "export");
        Path broken = Files.writeString(folder.resolve("broken.zip"), "no zip");
        assertFails(Ran.debug(Map.of(), UNKNOWN, "--incident", broken.toString()), 2, broken.toString(), "");
    }

    private static void assertFails(Ran ran, int exit, String problem, String fix) {
        assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
        assertThat(ran.err()).contains(problem).contains(fix);
        assertThat(ran.out()).isEmpty();
    }
}
