package io.downclimb.api.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** One run of a Python script of scenarios; each becomes a test, which shows what the script printed only where it fails. */
final class PythonRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    private final Map<String, JsonNode> results = new HashMap<>();
    private final String output;

    private PythonRun(Path out, Path err) throws IOException {
        String printed = Files.readString(out);
        for (String line : printed.lines().toList()) {
            JsonNode result = JSON.readTree(line);
            results.put(result.path("scenario").asText(), result.path("failure"));
        }
        output = Files.readString(err);
    }

    /**
     * Plays scenarios, all in one process and side by side.
     *
     * @param scenarios of the form {@code scenario:route}
     */
    static Stream<DynamicTest> of(Service service, String script, List<String> scenarios) {
        Path python = PythonEnvironment.python();
        PythonRun run = run(service, python, script, scenarios);
        return scenarios.stream().map(scenario -> DynamicTest.dynamicTest(scenario, () -> run.check(scenario)));
    }

    private void check(String scenario) {
        JsonNode failure = results.get(scenario);
        if (failure == null) {
            throw new AssertionError("the script ended without a word about it:\n" + output);
        }
        if (!failure.isNull()) {
            throw new AssertionError(failure.asText() + "\n" + output);
        }
    }

    private static PythonRun run(Service service, Path python, String script, List<String> scenarios) {
        List<String> command = new ArrayList<>(List.of(
                python.toString(),
                PythonEnvironment.SCRIPTS.resolve(script).toString(),
                service.baseUrl(),
                Service.TOKEN,
                service.simulatorUrl()));
        command.addAll(scenarios);
        try {
            File out = File.createTempFile("downclimb-clients", ".out");
            File err = File.createTempFile("downclimb-clients", ".err");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectOutput(out).redirectError(err);
                builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
                builder.environment().put("NO_PROXY", "127.0.0.1");
                Process process = builder.start();
                try {
                    if (!process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
                        process.destroyForcibly().waitFor();
                    }
                } catch (InterruptedException e) {
                    process.destroyForcibly();
                    Thread.currentThread().interrupt();
                }
                return new PythonRun(out.toPath(), err.toPath());
            } finally {
                Files.deleteIfExists(out.toPath());
                Files.deleteIfExists(err.toPath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
