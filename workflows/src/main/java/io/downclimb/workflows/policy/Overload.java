package io.downclimb.workflows.policy;

/** What becomes of a request for which a node that has too much to do would have no time left. */
public enum Overload {
    /** It is not accepted; the caller is told when to try again. */
    REFUSE,
    /** It is accepted, and answered at once by the canned rung at the end of the ladder. */
    LAST_RUNG
}
