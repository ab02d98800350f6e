package io.downclimb.incident;

import org.jspecify.annotations.Nullable;

/**
 * A call that nobody waited for.
 *
 * @param sentAt in ms since 1970
 * @param outcome whole, refused, failed, not-sent
 * @param firstContentMs null where none came
 * @param score 0..1; null where it was not judged
 */
public record IncidentProbe(
        String provider,
        String circuit,
        long generation,
        String model,
        long sentAt,
        String outcome,
        @Nullable String errorClass,
        @Nullable Long firstContentMs,
        long totalMs,
        @Nullable Double score) {}
