package io.downclimb.api.request;

import io.downclimb.api.admission.Admissions;
import io.downclimb.api.admission.Entry;
import io.downclimb.api.admission.Pass;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.workflows.policy.Overload;
import io.downclimb.workflows.policy.Policy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets submissions in as fast as this node can start them. Those for whom no time would be left are refused, or answered by the last rung, as their route says. */
@Singleton
class Entrance {
    private final Routes routes;
    private final Acceptance acceptance;
    private final Admissions admissions;
    private final Dependencies dependencies;
    private final LastRung lastRung;
    private final Spare spare;

    Entrance(
            Routes routes,
            Acceptance acceptance,
            Admissions admissions,
            Dependencies dependencies,
            LastRung lastRung,
            Spare spare) {
        this.routes = routes;
        this.acceptance = acceptance;
        this.admissions = admissions;
        this.dependencies = dependencies;
        this.lastRung = lastRung;
        this.spare = spare;
    }

    /** What becomes of a submission. */
    sealed interface Way {
        /** It is to be accepted. */
        record Goes(Pass pass) implements Way {}

        /** It was accepted and concluded. */
        record Answered(Reply reply) implements Way {}
    }

    /**
     * Waits its turn, as long as there is time.
     *
     * @param lookUp run now and then during the wait; what it throws ends it
     * @throws RefusedException where it could not be accepted anyway, or no time is left to serve it
     */
    Way enter(Submission submission, Runnable lookUp) {
        acceptance.check(submission);
        Routes.Version route = routes.find(submission.route());
        if (route == null) {
            return new Way.Goes(Pass.unneeded()); // to be told so
        }
        Duration left = spare.of(route.policy(), submission.deadlineMs(), submission.arrival(), Instant.now());
        return switch (admissions.enter(left, lookUp)) {
            case Entry.In in -> new Way.Goes(in.pass());
            case Entry.TurnedAway away -> overloaded(submission, route.policy(), away);
        };
    }

    /** Whether somebody was turned away within the last seconds. Somebody else may come in at once all the same. */
    boolean isOverloaded() {
        return admissions.turnsAway();
    }

    /**
     * Refuses a submission without a key that {@link #enter} would refuse now; empty where it would come in, wait, or get another answer. Where its route is not
     * known yet, it is refused if it would be on every route.
     */
    Optional<Refusal> refuse(Knock knock) {
        Instant now = Instant.now();
        Duration longest = null;
        for (Routes.Version route : possible(knock.route())) {
            if (route.policy().overload() == Overload.LAST_RUNG) {
                return Optional.empty();
            }
            Duration left = spare.of(route.policy(), knock.deadlineMs(), knock.arrival(), now);
            longest = longest == null || left.compareTo(longest) > 0 ? left : longest;
        }
        return Optional.ofNullable(longest == null ? null : admissions.turnAway(longest))
                .map(away -> Refusal.Overloaded.retryAfter(away.retryAfterSeconds()));
    }

    private Collection<Routes.Version> possible(@Nullable String name) {
        if (name == null) {
            return routes.byName().values();
        }
        Routes.Version route = routes.find(name);
        return route == null ? List.of() : List.of(route);
    }

    private Way overloaded(Submission submission, Policy policy, Entry.TurnedAway away) {
        if (submission.idempotencyKey() != null && dependencies.withPostgres(() -> acceptance.isKnown(submission))) {
            return new Way.Goes(Pass.unneeded());
        }
        if (policy.overload() == Overload.LAST_RUNG) {
            Duration patience =
                    Spare.untilReserve(policy, submission.deadlineMs(), submission.arrival(), Instant.now());
            Optional<Reply> reply = lastRung.answer(submission, policy, patience);
            if (reply.isPresent()) {
                return new Way.Answered(reply.get());
            }
        }
        throw new RefusedException(Refusal.Overloaded.retryAfter(away.retryAfterSeconds()));
    }
}
