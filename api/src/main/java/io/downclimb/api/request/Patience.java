package io.downclimb.api.request;

import io.downclimb.activities.request.DeadlineGuard;
import io.downclimb.db.AnswerRepository;
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
 *   <li>When most of the reserve is left and no call may run any more, the {@link DeadlineGuard} concludes from what is recorded.
 *   <li>When even that cannot be had (Postgres does not answer), the caller leaves with the request's id and an error.
 * </ol>
 */
@Singleton
class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final long ELSEWHERE_AFTER_MS = 1_000;
    /** Which part of the reserve is left when the guard concludes, and when the caller leaves whatever happens. */
    private static final double GUARD_AT = 0.7;

    private static final double LEAVE_AT = 0.4;
    /** Whoever joins a request after its deadline still gets what can be had at once, in ms. */
    private static final long AT_LEAST_MS = 500;

    private final Waiters waiters;
    private final Engine engine;
    private final DeadlineGuard guard;
    private final Routes routes;
    private final Replies replies;
    private final AnswerRepository answers;

    Patience(
            Waiters waiters,
            Engine engine,
            DeadlineGuard guard,
            Routes routes,
            Replies replies,
            AnswerRepository answers) {
        this.waiters = waiters;
        this.engine = engine;
        this.guard = guard;
        this.routes = routes;
        this.replies = replies;
        this.answers = answers;
    }

    /** Begins to listen, before the workflow is started: a conclusion may come faster than the answer to the start. */
    Wait forConclusionOf(RequestRow request) {
        return new Wait(request, waiters.expect(request.id()));
    }

    /** One caller's wait. */
    final class Wait implements AutoCloseable {
        private final RequestRow request;
        private final CompletableFuture<Waiters.News> conclusion;

        private Wait(RequestRow request, CompletableFuture<Waiters.News> conclusion) {
            this.request = request;
            this.conclusion = conclusion;
        }

        /** The request could not be started: its caller is told so, unless a conclusion has come. */
        void notStarted(RuntimeException failure) {
            conclusion.completeExceptionally(failure);
        }

        /**
         * What the caller gets.
         *
         * @throws RuntimeException as given to {@link #notStarted}
         */
        Reply reply() {
            long reserve = Acceptance.reserveMs(routes.find(request.route()), request);
            Instant guardAt = request.deadlineAt().minusMillis(Math.round(reserve * GUARD_AT));
            Instant leaveAt = request.deadlineAt().minusMillis(Math.round(reserve * LEAVE_AT));
            boolean concluded = concludedBy(guardAt, request, conclusion);
            return lastWord(request, conclusion, !concluded, leaveAt);
        }

        @Override
        public void close() {
            waiters.leave(request.id(), conclusion);
        }
    }

    private boolean concludedBy(Instant until, RequestRow request, CompletableFuture<Waiters.News> conclusion) {
        Instant elsewhereFrom = Instant.now().plusMillis(ELSEWHERE_AFTER_MS);
        if (elsewhereFrom.isAfter(until)) {
            return within(conclusion, until).isPresent();
        }
        if (within(conclusion, elsewhereFrom).isPresent()) {
            return true;
        }
        Thread.startVirtualThread(() -> listenElsewhere(request, conclusion));
        return within(conclusion, until).isPresent();
    }

    /** Another node may have concluded before this caller began to wait, or concludes while it waits. */
    private void listenElsewhere(RequestRow request, CompletableFuture<Waiters.News> conclusion) {
        recorded(request).ifPresent(conclusion::complete);
        if (!conclusion.isDone()) {
            var _ = engine.result(request.workflowId())
                    .whenCompleteAsync(
                            (result, failure) -> recorded(request).ifPresent(conclusion::complete),
                            Thread::startVirtualThread);
        }
    }

    private Optional<Waiters.News> recorded(RequestRow request) {
        try {
            return answers.findByRequestId(request.id()).map(answer -> new Waiters.News(answer, null));
        } catch (RuntimeException e) {
            LOG.debug("a conclusion could not be read yet: {}", Causes.of(e));
            return Optional.empty();
        }
    }

    /** Reads the reply, or writes the conclusion that is missing, in the time that is left; a {@link Reply.Late} where that fails. */
    private Reply lastWord(
            RequestRow request, CompletableFuture<Waiters.News> conclusion, boolean guarded, Instant leaveAt) {
        CompletableFuture<Reply> last = new CompletableFuture<>();
        if (guarded) {
            Thread.startVirtualThread(() -> {
                try {
                    guard.conclude(request.id().toString(), request.policyHash());
                    recorded(request).ifPresent(conclusion::complete);
                } catch (RuntimeException e) {
                    LOG.warn("the deadline guard could not conclude {}: {}", request.id(), Causes.of(e));
                }
            });
        }
        var _ = conclusion.thenAcceptAsync(news -> last.complete(untilRead(request, news)), Thread::startVirtualThread);
        Instant now = Instant.now();
        return within(last, now.isBefore(request.deadlineAt()) ? leaveAt : now.plusMillis(AT_LEAST_MS))
                .orElseGet(() -> late(request));
    }

    private Reply untilRead(RequestRow request, Waiters.News news) {
        while (true) {
            try {
                return replies.concluded(request, news.answer(), news.content());
            } catch (RuntimeException e) {
                LOG.debug("an answer could not be read yet: {}", Causes.of(e));
                if (Instant.now().isAfter(request.deadlineAt())) {
                    return late(request);
                }
                pause();
            }
        }
    }

    private static Reply late(RequestRow request) {
        return new Reply.Late(
                request.id().toString(),
                request.route(),
                "the deadline came and no conclusion could be recorded; the request is kept and will be concluded");
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> Optional<T> within(CompletableFuture<T> future, Instant until) {
        long left = Math.max(0, Duration.between(Instant.now(), until).toMillis());
        try {
            return Optional.of(future.get(left, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            LOG.warn("no conclusion could be had: {}", Causes.of(e.getCause()));
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
