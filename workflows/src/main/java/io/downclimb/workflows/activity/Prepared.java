package io.downclimb.workflows.activity;

import io.downclimb.workflows.policy.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the world at the foot of the climb.
 *
 * @param skips rungs that cannot carry this request, with their reasons
 * @param cached what the cache holds for exactly this request; null for nothing
 * @param attempts results already recorded, where an earlier run of this request was lost
 * @param concluded the conclusion already recorded, where there is one
 */
public record Prepared(
        Policy policy,
        List<Skip> skips,
        @Nullable CacheHit cached,
        List<AttemptResult> attempts,
        @Nullable Concluded concluded) {
    public Prepared {
        skips = List.copyOf(skips);
        attempts = List.copyOf(attempts);
    }
}
