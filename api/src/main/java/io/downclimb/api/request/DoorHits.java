package io.downclimb.api.request;

import io.downclimb.activities.request.Conclusions;
import io.downclimb.activities.request.Preparation;
import io.downclimb.activities.request.StoredAnswers;
import io.downclimb.api.request.Acceptance.Accepted;
import io.downclimb.api.request.Acceptance.Candidate;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Accepts submissions, and answers those that have a fresh stored answer before a workflow is started, on the routes that want it so.
 *
 * <ol>
 *   <li>The cache is looked up by what the request would be. Where there is a fresh answer, it is read.
 *   <li>With it the request is accepted and concluded in one statement, with the same label that its workflow would have given it, and its caller gets it. Where the
 *       request's key names an earlier one, nothing is written, and that one is the caller's.
 *   <li>Without one it is accepted as any other, and what was seen here is told to its workflow.
 * </ol>
 */
@Singleton
class DoorHits {
    private final Routes routes;
    private final Acceptance acceptance;
    private final StoredAnswers stored;
    private final Preparation preparation;
    private final Conclusions conclusions;
    private final Replies replies;

    DoorHits(
            Routes routes,
            Acceptance acceptance,
            StoredAnswers stored,
            Preparation preparation,
            Conclusions conclusions,
            Replies replies) {
        this.routes = routes;
        this.acceptance = acceptance;
        this.stored = stored;
        this.preparation = preparation;
        this.conclusions = conclusions;
        this.replies = replies;
    }

    /**
     * As {@link Acceptance#accept}, with the reply where there is one at once.
     *
     * @throws Refusal.RefusedException where it cannot be accepted; nothing is stored then
     */
    Accepted accept(Submission submission, Instant now) {
        Candidate candidate = acceptance.candidate(submission, now);
        RequestRow asked = candidate.row();
        Routes.Version route = routes.find(submission.route());
        if (route == null || !answersAtDoor(route.policy())) {
            return acceptance.commit(candidate);
        }
        return switch (stored.atDoor(asked.tenant(), asked.policyHash(), asked.bodyHash())) {
            case StoredAnswers.NoHit nothing -> acceptance.commit(candidate).having(nothing);
            case StoredAnswers.Hit hit -> answered(candidate, submission, route.policy(), hit);
        };
    }

    private static boolean answersAtDoor(Policy policy) {
        return policy.ladder().getFirst() instanceof Rung.Cache cache && cache.answersAtDoor();
    }

    private Accepted answered(Candidate candidate, Submission submission, Policy policy, StoredAnswers.Hit hit) {
        return conclusions
                .accept(
                        candidate.row(),
                        candidate.body(),
                        policy.ladder().getFirst().tier(),
                        hit,
                        preparation.skips(submission.request(), policy))
                .map(done -> new Accepted(done.request(), true, null, reply(submission, done)))
                .orElseGet(() -> acceptance.joined(candidate.row()));
    }

    /** One who does not wait is told where to read it, as ever. */
    private Reply reply(Submission submission, Conclusions.AtDoor done) {
        return submission.asynchronous()
                ? new Reply.Pending(
                        done.request().id().toString(), done.request().route())
                : replies.concluded(done.request(), done.answer(), done.content());
    }
}
