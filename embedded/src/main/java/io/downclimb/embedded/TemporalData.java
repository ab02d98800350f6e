package io.downclimb.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a Temporal server keeps what it keeps: a database file, or memory, for which a temporary path stands. Log, lock and
 * process record lie beside it.
 */
record TemporalData(
        @Nullable Path databaseFile,
        OwnerLock owner,
        @Nullable TemporaryFolder temporary) implements AutoCloseable {
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(10);

    static TemporalData claim(@Nullable Path databaseFile, Consumer<String> progress) {
        if (databaseFile == null) {
            TemporaryFolder folder = TemporaryFolder.create("temporal", path -> endOrphan(path, progress));
            return new TemporalData(null, folder.owner(), folder);
        }
        OwnerLock owner = OwnerLock.forData(databaseFile);
        endOrphan(databaseFile, progress);
        return new TemporalData(databaseFile, owner, null);
    }

    Path log() {
        return OwnerLock.sibling(path(), ".log");
    }

    void record(ServerProcess process, Path binary) {
        ProcessRecord.of(process, binary).write(OwnerLock.sibling(path(), ".pid"));
    }

    private Path path() {
        return temporary == null ? Objects.requireNonNull(databaseFile) : temporary.path();
    }

    /** Ends a server that outlived its JVM. The caller holds the owner lock, so no living JVM owns that server. */
    private static void endOrphan(Path path, Consumer<String> progress) {
        Path file = OwnerLock.sibling(path, ".pid");
        ProcessRecord.read(file).flatMap(ProcessRecord::running).ifPresent(orphan -> {
            progress.accept("ending Temporal process " + orphan.pid() + ", left over from an earlier run on " + path);
            orphan.stop("TERM", ORPHAN_PATIENCE);
        });
        TemporaryFolder.deleteTree(file);
    }

    @Override
    public void close() {
        TemporaryFolder.deleteTree(OwnerLock.sibling(path(), ".pid"));
        if (temporary != null) {
            temporary.delete();
            return;
        }
        owner.close();
    }
}
