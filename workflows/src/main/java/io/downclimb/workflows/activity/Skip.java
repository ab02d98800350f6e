package io.downclimb.workflows.activity;

import org.jspecify.annotations.Nullable;

/**
 * A rung that was passed over, and why.
 *
 * @param errorClass what the request would have met there: CONTEXT_LENGTH or INVALID_REQUEST where the rung cannot carry it; null where
 *     the reason lies in what happened before
 */
public record Skip(int rung, String tier, @Nullable ErrorClass errorClass, String reason) {}
