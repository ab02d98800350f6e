package io.downclimb.workflows.status;

/** What a provider's status page says of a component, from best to worst. UNKNOWN is neither good nor bad. */
public enum StatusLevel {
    UNKNOWN,
    OPERATIONAL,
    /** Degraded performance, or under maintenance. */
    DEGRADED,
    PARTIAL_OUTAGE,
    MAJOR_OUTAGE
}
