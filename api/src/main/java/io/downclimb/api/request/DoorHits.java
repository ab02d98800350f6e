package io.downclimb.api.request;

import io.downclimb.activities.request.Conclusions;
import io.downclimb.activities.request.Preparation;
import io.downclimb.activities.request.StoredAnswers;
import io.downclimb.api.request.Acceptance.Accepted;
import io.downclimb.api.request.Acceptance.Candidate;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/**
 * Accepts submissions, and answers those that have a fresh stored answer before a workflow is started, on the routes that want it so.
 *
 * <ol>
 *   <li>The cache is looked up by what the request would be. Where there is a fresh answer, it is read.
 *   <li>The request is accepted, as any other. Where its key names an earlier one, that one's conclusion is the reply.
 *   <li>With an answer at hand it is concluded, just as its workflow would have done, and its caller gets it.
 *   <li>Without one its workflow is started, and told what was seen here.
 * </ol>
 *
 * A node that dies between accepting and concluding leaves an open request, which gets its workflow from the {@link Sweep}.
 */
@Singleton
class DoorHits {
    private final Routes routes;
    private final Acceptance acceptance;
    private final StoredAnswers stored;
    private final Preparation preparation;
    private final Conclusions conclusions;
    private final DoorReplies doorReplies;

    DoorHits(
            Routes routes,
            Acceptance acceptance,
            StoredAnswers stored,
            Preparation preparation,
            Conclusions conclusions,
            DoorReplies doorReplies) {
        this.routes = routes;
        this.acceptance = acceptance;
        this.stored = stored;
        this.preparation = preparation;
        this.conclusions = conclusions;
        this.doorReplies = doorReplies;
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
            case StoredAnswers.Hit hit -> answered(acceptance.commit(candidate), submission, route.policy(), hit);
        };
    }

    private static boolean answersAtDoor(Policy policy) {
        return policy.ladder().getFirst() instanceof Rung.Cache cache && cache.answersAtDoor();
    }

    private Accepted answered(Accepted accepted, Submission submission, Policy policy, StoredAnswers.Hit hit) {
        if (!accepted.fresh()) {
            return accepted;
        }
        RequestRow request = accepted.request();
        Conclusion.ByCache end =
                new Conclusion.ByCache(0, policy.ladder().getFirst().tier(), hit.hit());
        Conclusion conclusion = new Conclusion(
                request.id().toString(),
                request.policyHash(),
                end,
                List.of(),
                preparation.skips(submission.request(), policy));
        Reply reply = doorReplies.after(request, () -> conclusions.concludeAtDoor(conclusion, end, hit));
        return accepted.with(
                submission.asynchronous() ? new Reply.Pending(request.id().toString(), request.route()) : reply);
    }
}
