package io.downclimb.workflows.breaker;

import org.jspecify.annotations.Nullable;

/**
 * What a breaker starts with, or continues as.
 *
 * @param state where it stood; null: as Postgres remembers it, or fresh
 */
public record BreakerInput(String provider, @Nullable BreakerState state) {}
