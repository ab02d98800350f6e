package io.downclimb.bench.load;

/** What became of one request. */
public sealed interface Outcome {
    /** Status 200 and the expected words; {@code by} says whose. */
    record Answered(String by) implements Outcome {}

    /**
     * Turned away: 429 or 503.
     *
     * @param retryAfterSeconds what the header says, -1 without one
     */
    record Refused(int status, int retryAfterSeconds) implements Outcome {}

    /** Anything else: another status, other words, a broken connection, a caller who gave up. */
    record Failed(String why) implements Outcome {}
}
