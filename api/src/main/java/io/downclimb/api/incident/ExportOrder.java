package io.downclimb.api.incident;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to have exported.
 *
 * @param from in ms since 1970; null for an hour before {@code until}, or, with ids, for the arrival of the first
 * @param until in ms since 1970, itself excluded; null for now, or, with ids, for the end of the last
 * @param route of this route only; null for all
 * @param provider only requests that called, or would have called, this provider; null for all
 * @param requests only these; empty for all
 * @param contents whether prompts and answers are wanted
 */
public record ExportOrder(
        @Nullable Long from,
        @Nullable Long until,
        @Nullable String route,
        @Nullable String provider,
        List<UUID> requests,
        boolean contents) {
    public ExportOrder {
        requests = List.copyOf(requests);
    }
}
