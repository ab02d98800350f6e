package io.downclimb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Builds the {@code temporal} program from source with Go, which needs nothing but a Go module proxy. */
record GoBuild(Path target, Consumer<String> progress) {
    private static final String MODULE = "github.com/temporalio/cli/cmd/temporal@v" + TemporalBinary.VERSION;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration REPORT = Duration.ofSeconds(15);

    boolean build(List<String> tried) {
        Optional<Path> go = Commands.onPath("go")
                .or(() -> Optional.of(Path.of("/usr/local/go/bin/go")).filter(Commands::isProgram));
        if (go.isEmpty()) {
            tried.add("go install " + MODULE + ": no go on the PATH");
            return false;
        }
        Path folder = OwnerLock.sibling(target, ".build");
        Path log = OwnerLock.sibling(target, ".build.log");
        TemporaryFolder.deleteTree(folder);
        UserCache.created(folder);
        try {
            if (!install(go.get(), folder, log)) {
                tried.add("go install " + MODULE + " failed, its output ends with:\n" + new ServerLog(log).tail());
                return false;
            }
            Path built = folder.resolve(UserCache.executable("temporal"));
            Files.move(built, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            TemporaryFolder.deleteTree(log);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + target, e);
        } finally {
            TemporaryFolder.deleteTree(folder);
        }
    }

    private boolean install(Path go, Path folder, Path log) throws IOException {
        progress.accept("building the Temporal dev server with go, about 3 minutes, once per machine …");
        ProcessBuilder builder = new ProcessBuilder(go.toString(), "install", MODULE)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .directory(folder.toFile());
        builder.environment().put("GOBIN", folder.toString());
        builder.environment().put("CGO_ENABLED", "0");
        Process process = builder.start();
        LastWill lastWill = LastWill.of("go-build", process::destroy);
        try {
            return awaitAndReport(process);
        } finally {
            process.destroy();
            lastWill.revoke();
        }
    }

    private boolean awaitAndReport(Process process) {
        long start = System.nanoTime();
        try {
            while (!process.waitFor(REPORT.toMillis(), TimeUnit.MILLISECONDS)) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
                if (elapsed.compareTo(PATIENCE) > 0) {
                    return false;
                }
                progress.accept("building the Temporal dev server with go: " + elapsed.toSeconds() + " s …");
            }
            return process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while building the Temporal dev server", e);
        }
    }
}
