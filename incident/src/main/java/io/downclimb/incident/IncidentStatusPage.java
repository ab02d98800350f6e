package io.downclimb.incident;

import org.jspecify.annotations.Nullable;

/**
 * A status page as it was last read before the file was written; what it said before is in its histories and in the transitions.
 *
 * @param level UNKNOWN, OPERATIONAL, DEGRADED, PARTIAL_OUTAGE, MAJOR_OUTAGE
 * @param since in ms since 1970
 * @param readAt in ms since 1970; null for never
 */
public record IncidentStatusPage(
        String page,
        String kind,
        String level,
        long since,
        @Nullable Long readAt) {}
