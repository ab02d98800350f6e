package io.downclimb.api.clients;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A virtual environment of Python with the clients that {@code src/test/python/requirements.txt} pins, made once for each user.
 *
 * <ol>
 *   <li>It lies in {@code ${XDG_CACHE_HOME:-~/.cache}/downclimb/python-HASH}, by the hash of the pinned versions and of Python's own.
 *   <li>Whoever needs it takes the lock beside it, so that of several builds one makes it and the others wait.
 *   <li>It counts once the file {@code made} stands in it; what is left of an interrupted attempt is made anew.
 *   <li>Where Python is missing, or pip cannot fetch what is pinned, the suite says so in one line on the console and is skipped with that
 *       reason. Where the environment variable {@code CI} is {@code true} it fails instead.
 * </ol>
 */
final class PythonEnvironment {
    /** The scripts, seen from the module's folder, which is where the build runs its tests. */
    static final Path SCRIPTS = Path.of("src", "test", "python").toAbsolutePath();

    private static final Duration INSTALLING = Duration.ofMinutes(5);
    private static final List<String> NAMES = windows() ? List.of("python", "py") : List.of("python3", "python");
    private static @Nullable Path known;

    private PythonEnvironment() {}

    /** Python's executable in the environment; made where it is not there yet. Skips the test where that cannot be done. */
    static synchronized Path python() {
        if (known == null) {
            try {
                known = made();
            } catch (MissingException e) {
                missing(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Objects.requireNonNull(known);
    }

    private static void missing(String reason) {
        String line = "Python's clients are NOT tested: " + reason;
        try (PrintStream console =
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)) {
            console.println(line);
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(line);
        }
        Assumptions.abort(line);
    }

    private static Path made() throws IOException, MissingException {
        String pinned = Files.readString(SCRIPTS.resolve("requirements.txt"));
        Tool system = system();
        Path folder = cache().resolve("python-" + hash(pinned + system.version()));
        Path python = folder.resolve(windows() ? "Scripts/python.exe" : "bin/python");
        Path mark = folder.resolve("made");
        Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (Files.exists(mark)) {
                return python;
            }
            delete(folder);
            run(List.of(system.name(), "-m", "venv", folder.toString()), "cannot make a virtual environment");
            run(
                    List.of(
                            python.toString(),
                            "-m",
                            "pip",
                            "install",
                            "--quiet",
                            "--no-input",
                            "--disable-pip-version-check",
                            "--requirement",
                            SCRIPTS.resolve("requirements.txt").toString()),
                    "pip cannot install what requirements.txt pins");
            Files.createFile(mark);
            return python;
        }
    }

    private record Tool(String name, String version) {}

    private static Tool system() throws MissingException {
        for (String name : NAMES) {
            try {
                return new Tool(
                        name, run(List.of(name, "-c", "import sys, venv, ensurepip; print(sys.version)"), name));
            } catch (MissingException _) {
                // The next name may do.
            }
        }
        throw new MissingException(
                "there is no Python 3 with venv and pip on the path; install it (python3, python3-venv)");
    }

    private static String run(List<String> command, String otherwise) throws MissingException {
        try {
            File output = File.createTempFile("downclimb-python", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
                boolean ended = process.waitFor(INSTALLING.toSeconds(), TimeUnit.SECONDS);
                if (!ended) {
                    process.destroyForcibly();
                }
                String said = Files.readString(output.toPath()).strip();
                if (!ended || process.exitValue() != 0) {
                    throw new MissingException(
                            otherwise + ": " + (ended ? said.replaceAll("\\s*\\R\\s*", " | ") : "it takes too long"));
                }
                return said;
            } finally {
                Files.deleteIfExists(output.toPath());
            }
        } catch (IOException e) {
            throw new MissingException(otherwise + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MissingException(otherwise + ": interrupted");
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    private static Path cache() throws IOException {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path root = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return Files.createDirectories(root.toAbsolutePath().resolve("downclimb"));
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static boolean windows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    }

    /** Python is not there, or not able to do what is asked of it. */
    private static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }
}
