package io.downclimb.api.request;

import io.downclimb.activities.request.Conclusions;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Answers with the canned text of the last rung, without a workflow and without a call, where the node is overloaded and the route would rather answer so than refuse.
 * The request is accepted and concluded all the same, in one statement.
 */
@Singleton
class LastRung {
    static final String WHY = "the node is overloaded";
    /** Those who are turned away must not take the connections of those who were let in. */
    private static final int AT_ONCE = 3;

    private final Acceptance acceptance;
    private final Conclusions conclusions;
    private final Replies replies;
    private final Dependencies dependencies;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    LastRung(Acceptance acceptance, Conclusions conclusions, Replies replies, Dependencies dependencies) {
        this.acceptance = acceptance;
        this.conclusions = conclusions;
        this.replies = replies;
        this.dependencies = dependencies;
    }

    /** The answer; empty where even that cannot be had in time, or the submission's key names an earlier request. Nothing is accepted then. */
    Optional<Reply> answer(Submission submission, Policy policy, Duration patience) {
        Instant now = Instant.now();
        try {
            if (!places.tryAcquire(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return dependencies.withPostgres(
                    Instant.now(), now.plus(patience), () -> recorded(submission, policy), late -> {});
        } finally {
            places.release();
        }
    }

    private Optional<Reply> recorded(Submission submission, Policy policy) {
        Acceptance.Candidate candidate = acceptance.candidate(submission, submission.arrival());
        List<Rung> ladder = policy.ladder();
        int last = ladder.size() - 1;
        List<Skip> skips = IntStream.range(0, last)
                .mapToObj(index -> new Skip(index, ladder.get(index).tier(), null, WHY))
                .toList();
        return conclusions
                .accept(
                        candidate.row(),
                        candidate.body(),
                        new Conclusion.ByCanned(last, ladder.get(last).tier()),
                        skips)
                .map(done -> replies.concluded(done.request(), done.answer(), done.content()));
    }
}
