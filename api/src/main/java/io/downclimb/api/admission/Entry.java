package io.downclimb.api.admission;

/** What becomes of one who comes. */
public sealed interface Entry {
    /** It goes in. */
    record In(Pass pass) implements Entry {}

    /**
     * There is no time left in which it could be served.
     *
     * @param retryAfterSeconds when to come again, at least 1
     */
    record TurnedAway(int retryAfterSeconds) implements Entry {}
}
