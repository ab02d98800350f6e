package io.downclimb.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests belong to an incident: all that arrived within a span of time, or those of them that fit.
 *
 * @param from in ms since 1970
 * @param until in ms since 1970, itself excluded
 * @param route of this route only; null for all
 * @param provider only requests that called, or would have called, this provider; null for all
 * @param requests only these, by id; empty for all
 */
public record Selection(
        long from,
        long until,
        @Nullable String route,
        @Nullable String provider,
        List<String> requests) {
    public Selection {
        requests = List.copyOf(requests);
    }
}
