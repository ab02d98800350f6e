package io.downclimb.workflows.request;

/** What follows a failed attempt. */
sealed interface NextStep {
    /** The same rung again, after a wait in ms (0 for at once). */
    record RetryAfter(long waitMs) implements NextStep {}

    record GoDown() implements NextStep {}

    /** No rung can do better: the caller gets this failure. */
    record Stop() implements NextStep {}
}
