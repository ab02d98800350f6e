package io.downclimb.bench.contender;

import io.downclimb.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where things are.
 *
 * @param home of the checkout
 * @param serviceClasspath of the service as built
 * @param jvmFlags that the launcher gives every Java
 * @param cache where peers are installed, once per user
 * @param work data and logs of this run
 */
public record Places(Path home, String serviceClasspath, List<String> jvmFlags, Path cache, Path work) {
    /** As the launcher tells, with a work folder of this process's own. */
    public static Places ofLauncher() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path root = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        Path cache = created(root.toAbsolutePath().resolve("downclimb").resolve("bench"));
        removeLeftOver(cache);
        return new Places(
                Path.of(told("downclimb.bench.home")),
                told("downclimb.bench.service"),
                Arrays.stream(told("downclimb.bench.jvm-flags").split(" ", -1))
                        .filter(flag -> !flag.isBlank())
                        .toList(),
                cache,
                created(cache.resolve("run-" + ProcessHandle.current().pid())));
    }

    private static String told(String property) {
        String value = System.getProperty(property);
        if (value == null || value.isBlank()) {
            throw new BenchException(property + " is not set: start the bench with ./downclimb bench");
        }
        return value;
    }

    /** A folder of the work folder, made if it is not there. */
    public Path folder(String name) {
        return created(work.resolve(name));
    }

    /** A file beside the bench's configuration, as text. */
    public String text(String name) {
        Path file = bench(name);
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    public Path bench(String name) {
        return home.resolve("bench").resolve(name);
    }

    public String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** This program's own class path, for the parts of it that run as processes of their own. */
    public String ownClasspath() {
        return Objects.requireNonNull(System.getProperty("java.class.path"));
    }

    /** What earlier runs left that did not end well, Ctrl-C included. */
    private static void removeLeftOver(Path cache) {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(cache, "run-[0-9]*")) {
            for (Path run : runs) {
                long process = Long.parseLong(run.getFileName().toString().substring("run-".length()));
                if (ProcessHandle.of(process).isEmpty()) {
                    remove(run);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + cache, e);
        }
    }

    /** Removes a folder with all that is in it. */
    public static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + folder, e);
        }
    }
}
