package io.downclimb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells a server whose owner lives from an orphan. The JVM that runs a server holds the lock for as long as it lives; the
 * operating system releases it however the JVM ends, {@code kill -9} included. So: lock free, server alive = an orphan.
 *
 * <p>Closing any channel of a file gives up this process's lock on it (POSIX), therefore a path that this JVM holds is
 * remembered and never opened a second time.
 */
final class OwnerLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private OwnerLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The lock, or empty where another process, or this one, holds it. */
    static Optional<OwnerLock> tryAcquire(Path lockFile) {
        return acquire(lockFile, false);
    }

    /** The lock; where another process holds it, waits. Within this JVM only one may ask for a path at a time. */
    static OwnerLock acquire(Path lockFile) {
        return acquire(lockFile, true)
                .orElseThrow(() -> new IllegalStateException(lockFile + " is held by this process"));
    }

    static OwnerLock forData(Path data) {
        Path file = sibling(data, ".lock");
        return tryAcquire(file)
                .orElseThrow(
                        () -> new EmbeddedServerException(data + " is in use by another running process (lock file "
                                + file + "). Stop that one, or choose another folder."));
    }

    static Path sibling(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static Optional<OwnerLock> acquire(Path lockFile, boolean wait) {
        Path file = lockFile.toAbsolutePath().normalize();
        UserCache.created(file.resolveSibling(""));
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = wait ? channel.lock() : channel.tryLock();
            if (lock != null) {
                return Optional.of(new OwnerLock(file, channel));
            }
        } catch (IOException e) {
            release(file, channel);
            throw new UncheckedIOException("cannot lock " + file, e);
        }
        release(file, channel);
        return Optional.empty();
    }

    private static void release(Path file, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + file, e);
        } finally {
            HELD.remove(file);
        }
    }

    /** Gives up the lock and removes its file: for a path that nobody will use again. */
    void closeAndDelete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        release(file, channel);
    }
}
