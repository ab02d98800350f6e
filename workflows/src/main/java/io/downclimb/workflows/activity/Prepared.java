package io.downclimb.workflows.activity;

import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.policy.Policy;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of the world at the foot of the climb.
 *
 * @param skips rungs that cannot carry this request, with their reasons
 * @param cached what the cache holds for exactly this request; null for nothing
 * @param attempts results already recorded, where an earlier run of this request was lost
 * @param concluded the conclusion already recorded, where there is one
 * @param admissions what the breakers say of each rung that calls a model; null in histories older than breakers
 */
public record Prepared(
        Policy policy,
        List<Skip> skips,
        @Nullable CacheHit cached,
        List<AttemptResult> attempts,
        @Nullable Concluded concluded,
        @Nullable List<Admission> admissions) {
    public Prepared {
        skips = List.copyOf(skips);
        attempts = List.copyOf(attempts);
        admissions = admissions == null ? List.of() : List.copyOf(admissions);
    }

    /** What the breakers say of a rung; null where they were not asked. */
    public @Nullable Admission admission(int rung) {
        return Objects.requireNonNull(admissions).stream()
                .filter(admission -> admission.rung() == rung)
                .findFirst()
                .orElse(null);
    }
}
