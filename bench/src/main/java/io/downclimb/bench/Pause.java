package io.downclimb.bench;

/** Waiting, in a program that may be interrupted. */
public final class Pause {
    private Pause() {}

    /** Waits so long. */
    public static void milliseconds(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
