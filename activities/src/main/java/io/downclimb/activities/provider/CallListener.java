package io.downclimb.activities.provider;

/** Hears how a call goes, on the thread that reads it: whoever listens must not make it wait. */
public interface CallListener {
    /** Hears nothing. */
    CallListener DEAF = new CallListener() {};

    /** Told once, when the first content comes. */
    default void firstContent() {}

    /** What came, piece by piece. Whether the answer is whole shows in the end only. */
    default void delta(Delta delta) {}
}
