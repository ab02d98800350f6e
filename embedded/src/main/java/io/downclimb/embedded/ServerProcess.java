package io.downclimb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server's process and its children, with the signals that Java has no method for. Also wraps an orphan that another JVM
 * started. A server is started in a session of its own where {@code setsid} exists, so that Ctrl-C in the terminal reaches
 * the JVM alone and the JVM ends its servers in its own order.
 */
record ServerProcess(ProcessHandle handle) {
    private static final boolean SETSID =
            !UserCache.windows() && Commands.onPath("setsid").isPresent();

    static ServerProcess start(List<String> command, Map<String, String> environment, Path log) {
        List<String> full = new ArrayList<>();
        if (SETSID) {
            full.add("setsid");
        }
        full.addAll(command);
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(full).redirectErrorStream(true).redirectOutput(log.toFile());
            environment.forEach((name, value) -> builder.environment().putIfAbsent(name, value));
            Process process = builder.start();
            process.getOutputStream().close();
            return new ServerProcess(process.toHandle());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    long pid() {
        return handle.pid();
    }

    boolean alive() {
        return !gone(handle);
    }

    /** Stops the server and its children in their tracks (SIGSTOP): connections stay open, nothing answers. */
    void suspend() {
        signal("STOP", Stream.concat(Stream.of(handle), handle.descendants()));
    }

    void resume() {
        signal("CONT", Stream.concat(handle.descendants(), Stream.of(handle)));
    }

    /** Sends a signal to the server itself, waits for its end; a server that still lives after {@code patience} is killed. */
    void stop(String signal, Duration patience) {
        List<ProcessHandle> children = handle.descendants().toList();
        if (UserCache.windows()) {
            handle.destroy();
        } else {
            signal(signal, Stream.of(handle));
            signal("CONT", Stream.concat(children.stream(), Stream.of(handle)));
        }
        if (!ended(handle, patience)) {
            kill();
        }
        children.forEach(child -> ended(child, Duration.ofSeconds(5)));
    }

    /** SIGKILL for the server and all its children; returns when they are gone. */
    void kill() {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(handle), handle.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : all) {
            if (!ended(process, Duration.ofSeconds(10))) {
                throw new EmbeddedServerException("process " + process.pid() + " outlived SIGKILL by 10 s");
            }
        }
    }

    private static void signal(String name, Stream<ProcessHandle> targets) {
        if (UserCache.windows()) {
            throw new UnsupportedOperationException("signals need a Unix system");
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        targets.filter(ProcessHandle::isAlive)
                .map(target -> Long.toString(target.pid()))
                .forEach(command::add);
        if (command.size() > 2) {
            Commands.run(command);
        }
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        return Readiness.await(patience, () -> true, () -> gone(process));
    }

    /** A killed process that nobody reaps (a container without an init) stays listed as a zombie: it is gone all the same. */
    private static boolean gone(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException _) {
            return !process.isAlive();
        }
    }
}
