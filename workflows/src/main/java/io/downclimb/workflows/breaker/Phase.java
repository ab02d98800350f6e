package io.downclimb.workflows.breaker;

/** Where a circuit is: closed lets all calls through, open and half-open none (but a trickle), ramping a growing share. */
public enum Phase {
    CLOSED,
    OPEN,
    HALF_OPEN,
    RAMPING
}
