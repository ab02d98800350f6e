package io.downclimb.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits, within bounds, until a server is ready or dead. */
final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Readiness() {}

    /** True when {@code ready} came true while {@code alive} was; false when the server died or time ran out. */
    static boolean await(Duration patience, BooleanSupplier alive, BooleanSupplier ready) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (alive.getAsBoolean() && System.nanoTime() < deadline) {
            if (ready.getAsBoolean()) {
                return alive.getAsBoolean();
            }
            pause();
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while waiting for a server", e);
        }
    }
}
