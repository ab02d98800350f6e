package io.downclimb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The data folder of a server that leaves nothing behind. Creating one first sweeps the folders of the same kind whose owner
 * is gone (its JVM was killed): the orphaned server is ended, then its folder removed.
 */
record TemporaryFolder(Path path, OwnerLock owner) {
    static synchronized TemporaryFolder create(String kind, Consumer<Path> endOrphan) {
        Path root = UserCache.temporaryFolder();
        try (OwnerLock _ = OwnerLock.acquire(root.resolve("sweep-" + kind + ".lock"))) {
            sweep(root, kind, endOrphan);
            Path path = root.resolve(kind + "-" + UUID.randomUUID().toString().substring(0, 13));
            return new TemporaryFolder(path, OwnerLock.forData(path));
        }
    }

    private static void sweep(Path root, String kind, Consumer<Path> endOrphan) {
        for (Path lock : lockFiles(root, kind + "-")) {
            String name = lock.getFileName().toString();
            Path folder = root.resolve(name.substring(0, name.length() - ".lock".length()));
            OwnerLock.tryAcquire(lock).ifPresent(owner -> {
                endOrphan.accept(folder);
                new TemporaryFolder(folder, owner).delete();
            });
        }
    }

    private static List<Path> lockFiles(Path root, String prefix) {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)
                            && file.getFileName().toString().endsWith(".lock"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }

    /** Removes the folder, its lock and what a server wrote beside it. */
    void delete() {
        deleteTree(path);
        deleteTree(OwnerLock.sibling(path, ".unfinished"));
        deleteTree(OwnerLock.sibling(path, ".log"));
        deleteTree(OwnerLock.sibling(path, ".pid"));
        owner.closeAndDelete();
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + root, e);
        }
    }
}
