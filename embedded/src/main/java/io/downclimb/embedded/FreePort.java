package io.downclimb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A free TCP port on loopback, reserved against every other JVM of this user for as long as the reservation is open: one
 * byte of a shared file is locked per port. Ports lie below the ephemeral ranges of Linux and macOS, so that no outgoing
 * connection takes one while its server restarts. Programs outside can still take it: starts retry on a bind failure.
 */
final class FreePort implements AutoCloseable {
    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 500;

    /** One channel for the whole JVM: closing a second one would give up all locks of this process. */
    private static @Nullable FileChannel reservations;

    private final int port;
    private final FileLock lock;

    private FreePort(int port, FileLock lock) {
        this.port = port;
        this.lock = lock;
    }

    static synchronized FreePort reserve() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            FileLock lock = tryLock(candidate);
            if (lock == null) {
                continue;
            }
            FreePort port = new FreePort(candidate, lock);
            if (free(candidate)) {
                return port;
            }
            port.close();
        }
        throw new EmbeddedServerException(
                "no free port between " + FIRST + " and " + LAST + " on 127.0.0.1 after " + ATTEMPTS + " attempts");
    }

    /** Whether a server could listen on this port of loopback now. */
    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(!UserCache.windows());
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    int port() {
        return port;
    }

    private static @Nullable FileLock tryLock(int port) {
        try {
            FileChannel channel = reservations;
            if (channel == null) {
                channel = FileChannel.open(
                        UserCache.folder().resolve("ports.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                reservations = channel;
            }
            return channel.tryLock(port, 1, false);
        } catch (OverlappingFileLockException _) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reserve a port", e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release port " + port, e);
        }
    }
}
