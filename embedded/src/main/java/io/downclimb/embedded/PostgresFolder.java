package io.downclimb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A PostgreSQL data folder: created whole or not at all, cleared of orphans, refused when another version made it. */
record PostgresFolder(Path path) {
    static final String USERNAME = "postgres";
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(10);

    void prepare(PostgresBinaries binaries, boolean durable, Consumer<String> progress) {
        endOrphan(progress);
        if (Files.exists(path.resolve("PG_VERSION"))) {
            refuseOtherVersion(binaries);
            return;
        }
        refuseStrangersFolder();
        progress.accept("creating the database cluster in " + path + " …");
        Path unfinished = OwnerLock.sibling(path, ".unfinished");
        TemporaryFolder.deleteTree(unfinished);
        initialise(binaries, unfinished, durable);
        try {
            Files.deleteIfExists(path);
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + path, e);
        }
    }

    /** Ends a server that outlived its JVM. The caller holds the folder's owner lock, so no living JVM owns that server. */
    void endOrphan(Consumer<String> progress) {
        PostmasterFile file = PostmasterFile.of(path);
        file.server().ifPresent(orphan -> {
            progress.accept("ending PostgreSQL process " + orphan.pid() + ", left over in " + path);
            orphan.stop("INT", ORPHAN_PATIENCE);
        });
        file.delete();
    }

    private static void initialise(PostgresBinaries binaries, Path folder, boolean durable) {
        List<String> command = new ArrayList<>(binaries.command(
                "initdb", "-D", folder.toString(), "-U", USERNAME, "-A", "trust", "-E", "UTF8", "--locale=C"));
        if (!durable) {
            command.add("--no-sync");
        }
        Commands.Result result = Commands.run(command);
        if (result.ok()) {
            return;
        }
        String advice = result.output().contains("cannot be run as root")
                ? "PostgreSQL refuses to run as root and user namespaces (unshare -U) are not allowed here: run as another user.\n"
                : "";
        throw new EmbeddedServerException(
                advice + "initdb failed with exit code " + result.exitCode() + ":\n" + result.output());
    }

    private void refuseOtherVersion(PostgresBinaries binaries) {
        String made = read(path.resolve("PG_VERSION")).strip();
        Commands.Result now = Commands.run(binaries.command("postgres", "--version"));
        if (!now.output().matches("(?s)postgres \\(PostgreSQL\\) " + made + "\\b.*")) {
            throw new EmbeddedServerException(path + " was made by PostgreSQL " + made + ", this is "
                    + now.output().strip() + ". Move the folder away to start with an empty database.");
        }
    }

    private void refuseStrangersFolder() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            if (files.findAny().isPresent()) {
                throw new EmbeddedServerException(
                        path + " is neither empty nor a PostgreSQL data folder: choose another folder.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + path, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
