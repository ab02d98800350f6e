package io.downclimb.api.request;

import io.downclimb.activities.request.Conclusions;
import io.downclimb.activities.request.LiveCallers;
import io.downclimb.activities.request.RequestsAtHand;
import io.downclimb.api.admission.Pass;
import io.downclimb.api.request.Acceptance.Accepted;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.db.AnswerRepository;
import io.downclimb.db.ContentRepository;
import io.downclimb.db.RequestRepository;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.Conclusion;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The desk over the real stack. A submission's way: refuse what cannot be accepted, wait for a turn where there are many, commit the row, start the workflow, wait for the
 * conclusion with {@link Patience}.
 */
@Singleton
class RequestDesk implements Desk {
    private final Routes routes;
    private final Presence presence;
    private final Dependencies dependencies;
    private final Entrance entrance;
    private final Acceptance acceptance;
    private final DoorHits doorHits;
    private final Engine engine;
    private final Patience patience;
    private final Replies replies;
    private final Conclusions conclusions;
    private final RequestRepository requests;
    private final AnswerRepository answers;
    private final ContentRepository contents;
    private final RequestsAtHand requestsAtHand;
    private final LiveCallers liveCallers;
    private final CallerQueue callerQueue;

    RequestDesk(
            Routes routes,
            Presence presence,
            Dependencies dependencies,
            Entrance entrance,
            Acceptance acceptance,
            DoorHits doorHits,
            Engine engine,
            Patience patience,
            Replies replies,
            Conclusions conclusions,
            RequestRepository requests,
            AnswerRepository answers,
            ContentRepository contents,
            RequestsAtHand requestsAtHand,
            LiveCallers liveCallers,
            CallerQueue callerQueue) {
        this.routes = routes;
        this.presence = presence;
        this.dependencies = dependencies;
        this.entrance = entrance;
        this.acceptance = acceptance;
        this.doorHits = doorHits;
        this.engine = engine;
        this.patience = patience;
        this.replies = replies;
        this.conclusions = conclusions;
        this.requests = requests;
        this.answers = answers;
        this.contents = contents;
        this.requestsAtHand = requestsAtHand;
        this.liveCallers = liveCallers;
        this.callerQueue = callerQueue;
    }

    @Override
    public CompletableFuture<Reply> submit(Submission submission) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Instant arrival = submission.arrival();
        if (!presence.enter()) {
            return CompletableFuture.failedFuture(new RefusedException(new Refusal.Unavailable(
                    "this node", "This node is shutting down. Try again: another will answer.")));
        }
        Thread.ofVirtual().name("submission").start(() -> {
            try {
                reply.complete(serve(submission, arrival, reply));
            } catch (Throwable e) {
                reply.completeExceptionally(e);
            } finally {
                presence.leave();
            }
        });
        return reply;
    }

    @Override
    public boolean isOverloaded() {
        return entrance.isOverloaded()
                && dependencies.postgresUp()
                && dependencies.temporalUp()
                && !presence.isClosing();
    }

    @Override
    public Optional<Refusal> refuse(Knock knock) {
        return entrance.refuse(knock);
    }

    private Reply serve(Submission submission, Instant arrival, CompletableFuture<Reply> reply) {
        dependencies.requireBoth();
        return switch (entrance.enter(submission, () -> mayStillWait(reply))) {
            case Entrance.Way.Answered answered -> answered.reply();
            case Entrance.Way.Goes goes -> {
                try (Pass pass = goes.pass()) {
                    yield serve(submission, arrival, reply, pass);
                }
            }
        };
    }

    private void mayStillWait(CompletableFuture<Reply> reply) {
        dependencies.requireBoth();
        if (reply.isDone()) {
            throw new CancellationException("the caller hung up before its turn came");
        }
    }

    private Reply serve(Submission submission, Instant arrival, CompletableFuture<Reply> reply, Pass pass) {
        Instant turn = pass.waited() ? Instant.now() : arrival;
        Accepted accepted = dependencies.withPostgres(
                turn,
                arrival.plus(acceptance.deadline(submission)),
                () -> doorHits.accept(submission, arrival),
                late -> abandon(late, submission));
        if (accepted.reply() != null) {
            return accepted.reply();
        }
        RequestRow request = accepted.request();
        if (accepted.fresh()) {
            pass.belongsTo(request.id().toString());
        }
        if (!accepted.fresh() && request.concludedAt() != null) {
            return concluded(request);
        }
        StreamCaller reader = reader(accepted, submission);
        boolean atHand = accepted.fresh() && !submission.asynchronous();
        try (Patience.Wait wait = patience.forConclusionOf(request)) {
            if (atHand) {
                requestsAtHand.lay(request.id().toString(), submission.request(), accepted.seen());
            }
            if (reader != null) {
                liveCallers.enter(request.id().toString(), reader);
            }
            CallerQueue callers = reader == null ? null : callerQueue;
            if (submission.asynchronous()) {
                begin(request, submission, turn, callers, wait);
                if (accepted.fresh()) {
                    pass.goesOn();
                }
                return new Reply.Pending(request.id().toString(), request.route());
            }
            cancelOnHangUp(request, submission, reply);
            beginAside(request, submission, turn, callers, wait);
            return wait.reply();
        } finally {
            if (atHand) {
                requestsAtHand.clear(request.id().toString());
            }
            if (reader != null) {
                liveCallers.leave(request.id().toString(), reader);
            }
        }
    }

    /** Who reads this request's answer along, if anyone: a caller who joins a request under way waits for the whole. */
    private @Nullable StreamCaller reader(Accepted accepted, Submission submission) {
        StreamCaller caller = submission.stream();
        if (caller == null) {
            return null;
        }
        RequestRow request = accepted.request();
        Routes.Version route = Objects.requireNonNull(routes.find(submission.route()), "accepted, so there is one");
        caller.accepted(new StreamCaller.Accepted(
                request.id().toString(), request.receivedAt(), route.policy(), route.keepAlive()));
        return accepted.fresh() && route.policy().streamsLive() && caller.canReadAlong() ? caller : null;
    }

    /** A caller who hangs up cancels a request without a key: nobody can ask for its answer any more. */
    private void cancelOnHangUp(RequestRow request, Submission submission, CompletableFuture<Reply> reply) {
        if (submission.idempotencyKey() == null) {
            var _ = reply.whenComplete((done, failure) -> {
                if (reply.isCancelled()) {
                    StreamCaller stream = submission.stream();
                    String why = stream == null ? "the caller hung up" : stream.leftBecause();
                    Thread.startVirtualThread(() -> cancel(request, why));
                }
            });
        }
    }

    /** Starts the workflow. Where that fails, a request that nobody can ask for again ends here; one with a key waits for the sweep. */
    private void begin(
            RequestRow request,
            Submission submission,
            Instant turn,
            @Nullable CallerQueue callers,
            Patience.Wait wait) {
        Instant atMost = request.deadlineAt().minusMillis(Acceptance.reserveMs(routes.find(request.route()), request));
        try {
            dependencies.withTemporal(turn, atMost, () -> engine.start(request, callers));
        } catch (RefusedException e) {
            if (!Instant.now().isBefore(atMost) && dependencies.temporalBeats()) {
                return; // only slow: it is accepted, and there is a reserve to conclude it in
            }
            wait.notStarted(e);
            if (submission.idempotencyKey() == null) {
                end(request, new Conclusion.Failed(null, null, "the workflow engine did not answer"));
            }
            throw e;
        }
    }

    /** The engine's word that it has started comes on its own way: the conclusion may be sooner. */
    private void beginAside(
            RequestRow request,
            Submission submission,
            Instant turn,
            @Nullable CallerQueue callers,
            Patience.Wait wait) {
        Thread.startVirtualThread(() -> {
            try {
                begin(request, submission, turn, callers, wait);
            } catch (RuntimeException e) {
                wait.notStarted(e);
            }
        });
    }

    /** A row that was committed after its caller had been sent away: nobody waits for it, nothing must be paid for it. */
    private void abandon(Accepted late, Submission submission) {
        if (late.fresh() && submission.idempotencyKey() == null) {
            end(late.request(), new Conclusion.Cancelled("the caller was refused before the request was committed"));
        }
    }

    @Override
    public Optional<Reply> find(String tenant, String requestId) {
        return uuid(requestId) == null
                ? Optional.empty()
                : dependencies.withPostgres(() -> row(tenant, requestId).map(this::present));
    }

    @Override
    public Optional<Trail> trail(String tenant, String requestId) {
        return row(tenant, requestId)
                .map(request -> replies.trail(
                        request, answers.findByRequestId(request.id()).orElse(null)));
    }

    @Override
    public Optional<Reply> cancel(String tenant, String requestId, String reason) {
        return row(tenant, requestId).map(request -> cancel(request, reason));
    }

    private Reply cancel(RequestRow request, String reason) {
        end(request, new Conclusion.Cancelled(reason));
        try {
            Instant now = Instant.now();
            dependencies.withTemporal(now, now, () -> {
                engine.cancel(request.workflowId());
                return true;
            });
        } catch (RefusedException e) {
            // The conclusion stands in Postgres: the workflow finds it at its next step.
            return concluded(request);
        }
        return concluded(request);
    }

    @Override
    public boolean erase(String tenant, String requestId) {
        Optional<RequestRow> found = row(tenant, requestId);
        found.ifPresent(request -> {
            if (request.concludedAt() == null) {
                cancel(request, "its contents were erased");
            }
            contents.erase(request.id());
        });
        return found.isPresent();
    }

    @Override
    public List<String> routes() {
        return routes.names();
    }

    private Reply present(RequestRow request) {
        return request.concludedAt() == null
                ? new Reply.Pending(request.id().toString(), request.route())
                : concluded(request);
    }

    private Reply concluded(RequestRow request) {
        return replies.concluded(request, answers.findByRequestId(request.id()).orElseThrow());
    }

    private void end(RequestRow request, Conclusion.End end) {
        conclusions.concludeFromRecord(request.id().toString(), request.policyHash(), end);
    }

    private Optional<RequestRow> row(String tenant, String requestId) {
        UUID id = uuid(requestId);
        return id == null
                ? Optional.empty()
                : dependencies
                        .withPostgres(() -> requests.findById(id))
                        .filter(request -> request.tenant().equals(tenant));
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
