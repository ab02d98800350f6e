package io.downclimb.workflows.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a rung's calls are made. What is recorded, and what happens when something dies, is the same for both. */
public enum Execution {
    /** As an activity of its own: visible in the engine while it runs, with heartbeats, and taken over within seconds. */
    @JsonProperty("activity")
    ACTIVITY,

    /**
     * Next to the decision, as a local activity: two trips to the engine fewer. It shows in the history once it has ended; a call of more than
     * 4 s costs one more trip for each further 4 s; one cancelled in Temporal's UI hears of it at such a trip.
     */
    @JsonProperty("inline")
    INLINE
}
