package io.downclimb.incident.whatif;

import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that comes in.
 *
 * @param policyHash of the policy it is accepted under
 * @param receivedAt in ms since 1970
 * @param deadlineAt in ms since 1970
 * @param share of the route's deadline that the caller allows (0..1]
 * @param startMs from its arrival to its first step; null to draw it
 * @param cached what the cache holds for it; null for nothing
 * @param skips rungs that cannot carry it
 * @param hangsUpAt when its caller gives up, if it is not concluded by then, in ms since 1970; null for never
 */
public record Arrival(
        String id,
        String tenant,
        String policyHash,
        Policy policy,
        long receivedAt,
        long deadlineAt,
        double share,
        boolean keyed,
        @Nullable Long startMs,
        @Nullable CacheHit cached,
        List<Skip> skips,
        @Nullable Long hangsUpAt) {
    public Arrival {
        skips = List.copyOf(skips);
    }

    /** A plain one, which may take as long as its route allows. */
    public static Arrival of(String id, String policyHash, Policy policy, long receivedAt) {
        return new Arrival(
                id,
                "default",
                policyHash,
                policy,
                receivedAt,
                receivedAt + policy.deadline().toMillis(),
                1,
                false,
                null,
                null,
                List.of(),
                null);
    }
}
