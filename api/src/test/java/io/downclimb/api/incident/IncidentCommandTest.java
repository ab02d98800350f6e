package io.downclimb.api.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.downclimb.incident.IncidentWriter;
import io.downclimb.incident.Manifest;
import io.downclimb.incident.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a node that gives a file, half a file, or none. */
class IncidentCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private static byte[] whole() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Selection selection = new Selection(1_795_262_400_000L, 1_795_264_260_000L, null, null, List.of());
        Manifest manifest = new Manifest(Manifest.FORMAT, "test", 1_795_264_260_000L, selection, false);
        try (IncidentWriter writer = new IncidentWriter(file, manifest, 1_000_000)) {
            writer.missing(new io.downclimb.incident.Closing.MissingHistory("request/default/1", "it is gone"));
            writer.finish();
        }
        return file.toByteArray();
    }

    private int run(int status, byte[] body, String... more) throws IOException {
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/v1/incident", exchange -> {
            boolean known = "Bearer sesame".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(known ? status : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
        try {
            List<String> arguments = new java.util.ArrayList<>(List.of(
                    "export",
                    "--url=http://127.0.0.1:" + node.getAddress().getPort(),
                    "--token-env=TOKEN",
                    "--out=" + folder.resolve("incident.zip")));
            arguments.addAll(List.of(more));
            return IncidentCommand.run(
                    arguments,
                    Map.of("TOKEN", "sesame"),
                    Instant.now(),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8));
        } finally {
            node.stop(0);
        }
    }

    @Test
    void aWholeFileIsKeptAndWhatItLacksIsTold() throws IOException {
        assertThat(run(200, whole())).isZero();
        assertThat(folder.resolve("incident.zip")).hasBinaryContent(whole());
        assertThat(folder.resolve("incident.zip.part")).doesNotExist();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("requests", "1 histories are missing", "request/default/1: it is gone");
    }

    @Test
    void halfAFileIsNotPassedOffAsOne() throws IOException {
        byte[] whole = whole();
        assertThat(run(200, java.util.Arrays.copyOf(whole, whole.length / 2))).isEqualTo(1);
        assertThat(folder.resolve("incident.zip")).doesNotExist();
    }

    @Test
    void aRefusalIsToldInTheNodesWords() throws IOException {
        byte[] problem = "{\"detail\":\"There is no route \\\"x\\\": use one of a\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(run(404, problem)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("answered 404: There is no route \"x\": use one of a");
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyByForce() throws IOException {
        Files.writeString(folder.resolve("incident.zip"), "mine");
        assertThat(run(200, whole())).isEqualTo(2);
        assertThat(folder.resolve("incident.zip")).hasContent("mine");
        assertThat(run(200, whole(), "--force")).isZero();
        assertThat(folder.resolve("incident.zip")).hasBinaryContent(whole());
    }

    @Test
    void wrongUseIsNamedBeforeAnybodyIsAsked() {
        assertWrongUse(List.of(), "say what to do: incident export");
        assertWrongUse(List.of("import"), "say what to do: incident export");
        assertWrongUse(List.of("export", "--token-env", "NO_TOKEN"), "--token-env names NO_TOKEN, which is not set");
    }

    @Test
    void helpIsGivenWithTheActionAndWithout() {
        assertThat(answer(List.of("--help"))).isZero();
        assertThat(answer(List.of("export", "-h"))).isZero();
        assertThat(err.size()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--last", "--token-env", "--force");
    }

    private void assertWrongUse(List<String> arguments, String problem) {
        assertThat(answer(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(problem, "see ./downclimb incident --help");
        err.reset();
    }

    private int answer(List<String> arguments) {
        return IncidentCommand.run(
                arguments,
                Map.of(),
                Instant.now(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
