package io.downclimb.workflows.policy;

/** How answers leave to callers who want them streamed. */
public enum Streaming {
    /** Once they are whole and validated. */
    COMMITTED,
    /** Piece by piece as they come; whether they are whole shows in the end. */
    LIVE
}
