package io.downclimb.workflows.request;

import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;

/**
 * The one deadline of a request. Every rung, retry and wait gets what is left of it, never a time of its own on top.
 *
 * <ol>
 *   <li>The reserve belongs to the last rung: calls end at {@code at − reserve}. It never takes more than a quarter of the
 *       request's time.
 *   <li>A caller who allows only a share of the route's deadline shrinks every budget by that share.
 *   <li>A rung's budget runs from entering it until its first content; an answer that flows may flow on until the deadline
 *       less the reserve, or until the rung's own {@code complete-within}.
 * </ol>
 *
 * @param at in ms since 1970
 * @param reserve in ms
 * @param share of the route's budgets (0..1]
 */
public record Deadline(long at, long reserve, double share) {

    static Deadline of(Policy policy, long at, double share) {
        long whole = Math.round(policy.deadline().toMillis() * share);
        return new Deadline(at, Math.min(policy.reserve().toMillis(), whole / 4), share);
    }

    /** When the last call must have ended, in ms since 1970. */
    long lastCallEnds() {
        return at - reserve;
    }

    boolean leavesTimeForCalls(long now) {
        return now < lastCallEnds();
    }

    /** The rung's limits, for a climber who enters it now. */
    Limits enter(Rung.Model rung, long now) {
        long firstContentBy = Math.min(now + shrunk(rung.budget()), lastCallEnds());
        Duration completeWithin = rung.completeWithin();
        long completeBy =
                completeWithin == null ? lastCallEnds() : Math.min(now + shrunk(completeWithin), lastCallEnds());
        return new Limits(Math.min(firstContentBy, completeBy), completeBy);
    }

    /** When whoever still waits for a lost call stops waiting: half of the reserve is left for the conclusion. */
    long giveUpAt(Limits limits) {
        return limits.completeBy() + reserve / 2;
    }

    private long shrunk(Duration duration) {
        return Math.round(duration.toMillis() * share);
    }

    /** A rung's limits in ms since 1970. */
    public record Limits(long firstContentBy, long completeBy) {}
}
