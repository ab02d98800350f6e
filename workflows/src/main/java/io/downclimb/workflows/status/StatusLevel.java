package io.downclimb.workflows.status;

import java.util.Collection;

/** What a provider's status page says of a component, from best to worst. UNKNOWN is neither good nor bad. */
public enum StatusLevel {
    UNKNOWN,
    OPERATIONAL,
    /** Degraded performance, or under maintenance. */
    DEGRADED,
    PARTIAL_OUTAGE,
    MAJOR_OUTAGE;

    /**
     * What several come to: the worst that is known. Where nothing bad is known and something is unknown, nobody can tell that all is
     * well: UNKNOWN.
     */
    public static StatusLevel worst(Collection<StatusLevel> levels) {
        StatusLevel worst = UNKNOWN;
        for (StatusLevel level : levels) {
            worst = level.compareTo(worst) > 0 ? level : worst;
        }
        return worst == OPERATIONAL && levels.contains(UNKNOWN) ? UNKNOWN : worst;
    }
}
