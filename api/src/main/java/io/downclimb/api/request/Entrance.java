package io.downclimb.api.request;

import io.downclimb.activities.request.UsualLatency;
import io.downclimb.api.admission.Admissions;
import io.downclimb.api.admission.Entry;
import io.downclimb.api.admission.Pass;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.workflows.policy.Overload;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Lets submissions in as fast as this node can start them. Those for whom no time would be left are refused, or answered by the last rung, as their route says. */
@Singleton
class Entrance {
    private final Routes routes;
    private final Acceptance acceptance;
    private final Admissions admissions;
    private final Dependencies dependencies;
    private final LastRung lastRung;
    private final UsualLatency latency;

    Entrance(
            Routes routes,
            Acceptance acceptance,
            Admissions admissions,
            Dependencies dependencies,
            LastRung lastRung,
            UsualLatency latency) {
        this.routes = routes;
        this.acceptance = acceptance;
        this.admissions = admissions;
        this.dependencies = dependencies;
        this.lastRung = lastRung;
        this.latency = latency;
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
        return switch (admissions.enter(spare(submission, route.policy()), lookUp)) {
            case Entry.In in -> new Way.Goes(in.pass());
            case Entry.TurnedAway away -> overloaded(submission, route.policy(), away);
        };
    }

    private Way overloaded(Submission submission, Policy policy, Entry.TurnedAway away) {
        if (submission.idempotencyKey() != null && dependencies.withPostgres(() -> acceptance.isKnown(submission))) {
            return new Way.Goes(Pass.unneeded());
        }
        if (policy.overload() == Overload.LAST_RUNG) {
            Duration patience = left(submission, policy);
            Optional<Reply> reply = lastRung.answer(submission, policy, patience);
            if (reply.isPresent()) {
                return new Way.Answered(reply.get());
            }
        }
        throw new RefusedException(Refusal.Overloaded.retryAfter(away.retryAfterSeconds()));
    }

    private Duration spare(Submission submission, Policy policy) {
        double share = (double) acceptance.deadline(submission).toMillis()
                / policy.deadline().toMillis();
        long rung = policy.ladder().stream()
                .filter(Rung.Model.class::isInstance)
                .map(Rung.Model.class::cast)
                .findFirst()
                .map(first -> Math.min(
                        latency.of(first.provider(), first.model()),
                        Math.round(first.budget().toMillis() * share)))
                .orElse(0L);
        return left(submission, policy).minusMillis(rung);
    }

    /** Until the reserve. */
    private Duration left(Submission submission, Policy policy) {
        Duration whole = acceptance.deadline(submission);
        long reserve = Math.min(policy.reserve().toMillis(), whole.toMillis() / 4);
        return Duration.between(Instant.now(), submission.arrival().plus(whole)).minusMillis(reserve);
    }
}
