package io.downclimb.api.request;

import io.downclimb.activities.request.DeadlineGuard;
import io.downclimb.db.AnswerRepository;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRepository;
import io.downclimb.db.RequestRow;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a conclusion, and never beyond the deadline.
 *
 * <ol>
 *   <li>A conclusion committed in this process releases the caller at once.
 *   <li>After {@value #ELSEWHERE_AFTER_MS} ms the workflow's own result is awaited as well: it may run on another node.
 *   <li>When half of the reserve is left, the {@link DeadlineGuard} concludes from what is recorded.
 *   <li>When even that cannot be had (Postgres does not answer), the caller leaves with the request's id and an error.
 * </ol>
 */
@Singleton
class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final long ELSEWHERE_AFTER_MS = 1_000;
    /** What writing the reply takes, in ms. */
    private static final long LEAVE_MS = 25;

    private final Waiters waiters;
    private final Engine engine;
    private final DeadlineGuard guard;
    private final Routes routes;
    private final Replies replies;
    private final RequestRepository requests;
    private final AnswerRepository answers;

    Patience(
            Waiters waiters,
            Engine engine,
            DeadlineGuard guard,
            Routes routes,
            Replies replies,
            RequestRepository requests,
            AnswerRepository answers) {
        this.waiters = waiters;
        this.engine = engine;
        this.guard = guard;
        this.routes = routes;
        this.replies = replies;
        this.requests = requests;
        this.answers = answers;
    }

    Reply await(RequestRow request) {
        CompletableFuture<AnswerRow> conclusion = waiters.expect(request.id());
        try {
            long reserve = Acceptance.reserveMs(routes.find(request.route()), request);
            Instant guardAt = request.deadlineAt().minusMillis(Math.max(reserve / 2, LEAVE_MS));
            return answered(request, conclusion, guardAt).orElseGet(() -> atDeadline(request, conclusion));
        } finally {
            waiters.leave(request.id(), conclusion);
        }
    }

    private Optional<Reply> answered(RequestRow request, CompletableFuture<AnswerRow> conclusion, Instant until) {
        Instant elsewhereFrom = Instant.now().plusMillis(ELSEWHERE_AFTER_MS);
        Optional<AnswerRow> here = within(conclusion, elsewhereFrom.isBefore(until) ? elsewhereFrom : until);
        if (here.isEmpty() && elsewhereFrom.isBefore(until)) {
            listenElsewhere(request, conclusion);
            here = within(conclusion, until);
        }
        return here.map(answer -> replies.concluded(request, answer));
    }

    /** Another node may have concluded before this caller began to wait, or concludes while it waits. */
    private void listenElsewhere(RequestRow request, CompletableFuture<AnswerRow> conclusion) {
        answers.findByRequestId(request.id()).ifPresent(conclusion::complete);
        if (!conclusion.isDone()) {
            var _ = engine.result(request.workflowId())
                    .whenCompleteAsync(
                            (result, failure) ->
                                    answers.findByRequestId(request.id()).ifPresent(conclusion::complete),
                            Thread::startVirtualThread);
        }
    }

    private Reply atDeadline(RequestRow request, CompletableFuture<AnswerRow> conclusion) {
        CompletableFuture<Reply> last = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                guard.conclude(request.id().toString(), request.policyHash());
                RequestRow row = requests.findById(request.id()).orElse(request);
                last.complete(replies.concluded(
                        row, answers.findByRequestId(request.id()).orElseThrow()));
            } catch (RuntimeException e) {
                last.completeExceptionally(e);
            }
        });
        var _ = conclusion.thenAcceptAsync(
                answer -> last.complete(replies.concluded(request, answer)), Thread::startVirtualThread);
        Instant leaveAt = request.deadlineAt().minusMillis(LEAVE_MS);
        Instant soonest = Instant.now().plusMillis(LEAVE_MS * 4);
        return within(last, leaveAt.isAfter(soonest) ? leaveAt : soonest)
                .orElseGet(
                        () -> new Reply.Late(
                                request.id().toString(),
                                request.route(),
                                "the deadline came and no conclusion could be recorded; the request is kept and will be concluded"));
    }

    private static <T> Optional<T> within(CompletableFuture<T> future, Instant until) {
        long left = Math.max(0, Duration.between(Instant.now(), until).toMillis());
        try {
            return Optional.of(future.get(left, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            LOG.warn("no conclusion could be had: {}", Causes.of(e.getCause()));
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
