package io.downclimb.replay;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentHistory;

/** Where assertions about an incident begin. Beside AssertJ's own {@code assertThat}, statically imported. */
public final class IncidentAssertions {
    private IncidentAssertions() {}

    /** Of what callers and operators met. */
    public static IncidentAssert assertThat(Incident incident) {
        return new IncidentAssert(incident);
    }

    /** Of one history, apart from a file. */
    public static HistoryAssert assertThat(IncidentHistory history) {
        return new HistoryAssert(history);
    }
}
