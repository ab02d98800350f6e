package io.downclimb.api.config;

import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a ladder, as far as it could be read.
 *
 * @param kind what it is, even where the rest has mistakes
 * @param tier null where it has none, or a wrong one
 * @param budget of a model rung; null for others and where it has none, or a wrong one
 * @param completeWithin as the budget
 * @param kept false where its provider is left out by {@code when-set}
 * @param rung null where there were mistakes
 * @param texts what the rung refers to, by hash
 */
record Hold(
        Element at,
        Kind kind,
        @Nullable String tier,
        @Nullable Limit budget,
        @Nullable Limit completeWithin,
        boolean kept,
        @Nullable Rung rung,
        Map<String, String> texts) {
    enum Kind {
        CACHE,
        MODEL,
        CANNED
    }

    /** A time and where it is written. */
    record Limit(Element at, Duration time) {}

    /** The same entry, without its rung where there were mistakes. */
    Hold checked(boolean right) {
        return right ? this : new Hold(at, kind, tier, budget, completeWithin, kept, null, texts);
    }
}
