package io.downclimb.workflows.activity;

import org.jspecify.annotations.Nullable;

/**
 * The conclusion that stands, whoever wrote it.
 *
 * @param outcome answered, failed or cancelled
 * @param won whether the writer's own conclusion stands
 */
public record Concluded(
        String outcome,
        @Nullable String tier,
        @Nullable String provider,
        @Nullable String model,
        boolean degraded,
        boolean won) {}
