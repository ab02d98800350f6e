package io.downclimb.workflows.activity;

import org.jspecify.annotations.Nullable;

/** Tokens as the provider counted them; null where it did not say. */
public record Usage(@Nullable Long inputTokens, @Nullable Long outputTokens) {
    public static final Usage UNKNOWN = new Usage(null, null);
}
