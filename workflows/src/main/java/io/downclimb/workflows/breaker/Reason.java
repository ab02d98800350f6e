package io.downclimb.workflows.breaker;

/** Why a circuit is not closed. */
public enum Reason {
    /** Too many calls failed. */
    ERRORS,
    /** Too many calls waited longer for their first content than a healthy provider lets them. */
    LATENCY,
    /** Validators turned too many answers down. */
    VALIDATORS,
    /** The judge's scores fell below the rung's bar. */
    QUALITY,
    /** The provider's status page says that the component is not well. */
    STATUS,
    /** The provider refused a key or a bill, or does not know the model. */
    LATCH,
    /** An operator said so. */
    OPERATOR
}
