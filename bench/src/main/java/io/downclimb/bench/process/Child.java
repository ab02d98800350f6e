package io.downclimb.bench.process;

import io.downclimb.bench.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that the bench started, with a log of its own. It and everything it started ends when it is closed, and at the
 * latest with the bench, Ctrl-C included.
 */
public final class Child implements AutoCloseable {
    /** What peers would take for a database, a cache or a key of theirs: they are measured without. */
    private static final Set<String> NOT_INHERITED = Set.of(
            "DATABASE_URL", "DIRECT_URL", "REDIS_URL", "REDIS_HOST", "LITELLM_MASTER_KEY", "LITELLM_TELEMETRY_GROUPS");

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TAIL = 15;
    private static final Set<Child> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Child::close), "end-children"));
    }

    private final String name;
    private final Process process;
    private final Path log;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a program.
     *
     * @param environment beside the bench's own
     * @param log gets what the program says, from its beginning
     */
    public static Child start(
            String name, List<String> command, Map<String, String> environment, Path folder, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeAll(NOT_INHERITED);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Child child = new Child(name, process, log);
            RUNNING.add(child);
            process.getOutputStream().close();
            return child;
        } catch (IOException e) {
            throw new BenchException("cannot start " + name + " (" + command.getFirst() + "): " + e.getMessage(), e);
        }
    }

    /** Runs a program to its end, which has to be a good one. */
    public static void run(
            String name, List<String> command, Map<String, String> environment, Path folder, Path log, Duration limit) {
        try (Child child = start(name, command, environment, folder, log)) {
            if (!child.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchException(
                        "%s took longer than %d s. %s".formatted(name, limit.toSeconds(), child.tail()));
            }
            if (child.process.exitValue() != 0) {
                throw new BenchException(
                        "%s ended with status %d. %s".formatted(name, child.process.exitValue(), child.tail()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while " + name + " ran", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Fails, with what the program said last, if it has ended. */
    public void expectAlive() {
        if (!process.isAlive()) {
            throw new BenchException("%s ended with status %d. %s".formatted(name, process.exitValue(), tail()));
        }
    }

    /** Whether the program has said this by now. */
    public boolean said(String words) {
        return text().contains(words);
    }

    /** The last lines of the log. */
    public String tail() {
        List<String> lines = text().lines().toList();
        return "Its log, " + log + ", ends with:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    private String text() {
        try {
            return Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    /** Asks it to end, waits, and kills what is left of it and of what it started. */
    @Override
    public void close() {
        List<ProcessHandle> offspring = process.descendants().toList();
        process.destroy();
        if (!ended(process.toHandle())) {
            process.destroyForcibly();
        }
        for (ProcessHandle one : offspring) {
            if (one.isAlive()) {
                one.destroy();
            }
        }
        for (ProcessHandle one : offspring) {
            if (!ended(one)) {
                one.destroyForcibly();
            }
        }
        RUNNING.remove(this);
    }

    private static boolean ended(ProcessHandle handle) {
        try {
            handle.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException _) {
            return !handle.isAlive();
        }
    }
}
