package io.downclimb.api.request;

import io.downclimb.activities.request.UsualLatency;
import io.downclimb.workflows.policy.Policy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a deadline leaves beside what the first rung that calls a model needs: its usual latency, or its budget if that is less. */
@Singleton
final class Spare {
    private final UsualLatency latency;

    Spare(UsualLatency latency) {
        this.latency = latency;
    }

    /**
     * Until the reserve, less what the first rung needs. Negative where it is too late.
     *
     * @param deadlineMs the deadline the caller asked for, in ms from arrival; null for the route's own
     */
    Duration of(Policy policy, @Nullable Long deadlineMs, Instant arrival, Instant now) {
        double share =
                (double) Acceptance.deadline(policy.deadline(), deadlineMs).toMillis()
                        / policy.deadline().toMillis();
        long rung = policy.firstModel()
                .map(first -> Math.min(
                        latency.of(first.provider(), first.model()),
                        Math.round(first.budget().toMillis() * share)))
                .orElse(0L);
        return untilReserve(policy, deadlineMs, arrival, now).minusMillis(rung);
    }

    /** As long as there is for all rungs but the last. Negative where it is too late. */
    static Duration untilReserve(Policy policy, @Nullable Long deadlineMs, Instant arrival, Instant now) {
        Duration whole = Acceptance.deadline(policy.deadline(), deadlineMs);
        long reserve = Math.min(policy.reserve().toMillis(), whole.toMillis() / 4);
        return Duration.between(now, arrival.plus(whole)).minusMillis(reserve);
    }
}
