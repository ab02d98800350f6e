package io.downclimb.dev;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A JVM of the product's own, started as the launcher starts it, that a test may kill as a power cut would. */
final class KilledProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final String mainClass;
    private final Map<String, String> environment;
    private final Path log;
    private final URI readiness;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process process;

    KilledProcess(String mainClass, Map<String, String> environment, int port, Path log) {
        this.mainClass = mainClass;
        this.environment = environment;
        this.log = log;
        this.readiness = URI.create("http://127.0.0.1:" + port + "/health/readiness");
    }

    /** Starts, and returns when the node is ready. */
    void start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process started = builder.start();
        process = started;
        Instant until = Instant.now().plus(START);
        while (!ready()) {
            if (!started.isAlive() || Instant.now().isAfter(until)) {
                throw new IllegalStateException("%s did not become ready, see %s".formatted(mainClass, log));
            }
            Thread.onSpinWait();
        }
    }

    private boolean ready() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(readiness)
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return !java.util.Objects.requireNonNull(process).onExit().isDone() && pause();
        }
    }

    /** Readiness is polled: the process has no other way to tell. */
    private static boolean pause() throws InterruptedException {
        Thread.sleep(100);
        return false;
    }

    /** SIGKILL to the JVM alone: its children, if it has any, live on as orphans. */
    void kill() throws InterruptedException {
        Process running = java.util.Objects.requireNonNull(process);
        running.toHandle().destroyForcibly();
        running.waitFor();
    }

    /** SIGKILL to the JVM and all its children. */
    void killTree() throws InterruptedException {
        Process running = java.util.Objects.requireNonNull(process);
        List<ProcessHandle> all = Stream.concat(Stream.of(running.toHandle()), running.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().join();
        }
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        running.toHandle().destroy();
        if (!running.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)) {
            killTree();
        }
    }
}
