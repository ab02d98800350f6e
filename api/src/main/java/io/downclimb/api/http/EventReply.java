package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import io.downclimb.api.live.Outlet;
import io.downclimb.api.live.Splice;
import io.downclimb.api.request.Label;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.StreamCaller;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.policy.Rung;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * One caller's stream of events.
 *
 * <ol>
 *   <li>The head waits for the reply, so that what fails early fails with its own status. It leaves without it when the caller has heard
 *       nothing for the keep-alive interval, or when the caller reads along and the first content comes.
 *   <li>While there is nothing to say, a comment each interval keeps proxies and clients patient.
 *   <li>A reply to a caller who has got nothing of it yet becomes its events, made as the connection takes them.
 *   <li>A caller who reads along gets what the newest attempt brings, as far as the {@link Splice} lets it pass; the end only when the
 *       conclusion is recorded and says just what was sent.
 *   <li>What cannot be finished ends at once in the door's own error event: a part is never passed off as the whole.
 *   <li>A caller who hangs up, or takes nothing for too long, or lets more wait than it may, is done with: its request is cancelled unless
 *       it has a key.
 * </ol>
 */
final class EventReply implements StreamCaller {
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final ReentrantLock lock = new ReentrantLock();
    private final HttpRequest<?> request;
    private final Dialect dialect;
    private final ChatBody body;
    private final boolean keyed;
    private final StreamClock clock;
    private final StreamLimits limits;
    private final Outlet outlet;
    private final Splice splice = new Splice();
    private final CompletableFuture<MutableHttpResponse<?>> response = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private CompletableFuture<Reply> pending = new CompletableFuture<>();
    private @Nullable Accepted accepted;
    private Dialect.@Nullable Live voice;
    private int attempt;
    private int turn;
    private boolean headLeft;
    private boolean spoke;
    private boolean saidAll;
    private volatile String leftBecause = "the caller hung up";

    EventReply(
            HttpRequest<?> request,
            Dialect dialect,
            ChatBody body,
            boolean keyed,
            StreamClock clock,
            StreamLimits limits) {
        this.request = request;
        this.dialect = dialect;
        this.body = body;
        this.keyed = keyed;
        this.clock = clock;
        this.limits = limits;
        this.outlet = new Outlet(limits.waitingBytes(), () -> over.complete(null));
    }

    /** Answers the caller with what comes of this. */
    CompletableFuture<MutableHttpResponse<?>> with(
            CompletableFuture<Reply> reply, Function<Throwable, Problem> problem) {
        locked(() -> pending = reply);
        HangUps.tell(request, this::hungUp, over);
        Future<?> watch = clock.every(limits.stalledReader().dividedBy(4), this::closeIfStalled);
        var _ = over.whenComplete((_, _) -> watch.cancel(false));
        var _ = reply.whenComplete((answer, thrown) -> locked(() -> {
            if (answer != null) {
                replied(answer);
            } else if (thrown != null) {
                fail(problem.apply(thrown));
            }
        }));
        return response;
    }

    /** Completes when nothing will be sent any more. */
    CompletableFuture<?> over() {
        return over;
    }

    @Override
    public boolean canReadAlong() {
        return ReadingAlong.allows(body.request());
    }

    @Override
    public String leftBecause() {
        return leftBecause;
    }

    @Override
    public void accepted(Accepted now) {
        locked(() -> accepted = now);
        Future<?> beat = clock.every(now.keepAlive(), () -> locked(this::keepAlive));
        var _ = over.whenComplete((_, _) -> beat.cancel(false));
    }

    @Override
    public Consumer<Delta> attempt(AttemptOrder order) {
        lock.lock();
        try {
            if (saidAll || order.number() < attempt) {
                return _ -> {};
            }
            attempt = order.number();
            splice.restart();
            int mine = ++turn;
            return delta -> locked(() -> heard(mine, order, delta));
        } finally {
            lock.unlock();
        }
    }

    private void heard(int whose, AttemptOrder order, Delta delta) {
        // Only the newest attempt may speak.
        if (saidAll || whose != turn) {
            return;
        }
        switch (splice.take(delta)) {
            case Splice.Diverged _ -> breakOff("another attempt began otherwise");
            case Splice.Pass(List<Delta> deltas) -> {
                if (!deltas.isEmpty()) {
                    Dialect.Live speaker = voice == null ? open(order) : voice;
                    deltas.forEach(more -> say(speaker.says(more)));
                }
            }
        }
    }

    private Dialect.Live open(AttemptOrder order) {
        Accepted known = known();
        Dialect.Live opened = dialect.live(body.includeUsage());
        voice = opened;
        @Nullable
        String notice = known.policy().ladder().get(order.rung()) instanceof Rung.Model rung ? rung.notice() : null;
        boolean degraded = known.policy().isBelowFirstModel(order.rung());
        leave(new Label(
                order.tier(),
                order.provider(),
                order.model(),
                degraded,
                notice,
                List.of(),
                order.number(),
                List.of(),
                List.of(),
                null));
        say(opened.opens(new Dialect.Start(
                known.requestId(), known.receivedAt(), order.tier(), order.provider(), order.model(), notice)));
        return opened;
    }

    private void keepAlive() {
        if (saidAll || spoke) {
            spoke = false;
            return;
        }
        leave(null);
        if (outlet.isDrained()) {
            offer(KEEP_ALIVE);
        }
    }

    private void replied(Reply reply) {
        switch (reply) {
            case Reply.Answered answered -> answered(answered);
            case Reply.Failed failed -> fail(Problems.of(failed));
            case Reply.Cancelled cancelled -> fail(Problems.of(cancelled));
            case Reply.Late late -> fail(Problems.of(late));
            case Reply.Pending underWay -> fail(Problems.late(underWay.requestId(), "it is under way"));
        }
    }

    private void answered(Reply.Answered answered) {
        @Nullable ObjectNode answer = answered.answer();
        if (answer == null) {
            fail(Problems.erased(answered));
            return;
        }
        if (voice == null) {
            leave(answered.requestId(), answered.label());
            finish(dialect.events(answered, answer, body.includeUsage()));
            return;
        }
        switch (splice.conclude(answer)) {
            case Splice.Diverged _ -> breakOff("the answer in the end is another");
            case Splice.Pass(List<Delta> missing) -> {
                Dialect.Live speaker = voice;
                missing.forEach(more -> say(speaker.says(more)));
                finish(speaker.ends(answered, answer).iterator());
            }
        }
    }

    /** With its own status while the head has not left, and within the stream after that. */
    private void fail(Problem problem) {
        if (saidAll) {
            return;
        }
        if (!headLeft) {
            saidAll = true;
            headLeft = true;
            response.complete(ErrorShape.respond(request, problem));
            outlet.discard();
            return;
        }
        finish(List.of(dialect.failure(voice == null ? problem : broken(problem)))
                .iterator());
    }

    /** The stream that has begun cannot be finished: the caller learns it at once, and nobody else waits for the request without a key. */
    private void breakOff(String why) {
        if (saidAll) {
            return;
        }
        String id = known().requestId();
        leftBecause = "the stream broke off after %d characters had been sent: %s".formatted(splice.sent(), why);
        String advice = keyed
                ? "Repeat it with the same Idempotency-Key to get the whole answer"
                : "The request has been cancelled: send it again";
        Problem problem = Problem.about(
                ProblemType.BROKEN_STREAM,
                "The stream of request %s broke off: %s. What was sent is no whole answer. %s"
                        .formatted(id, why, advice),
                id);
        finish(List.of(dialect.failure(problem)).iterator());
        pending.cancel(true);
    }

    private Problem broken(Problem why) {
        String advice = keyed
                ? ". What was sent is no whole answer. Repeat the request with the same Idempotency-Key to learn what came of it"
                : ". What was sent is no whole answer";
        return new Problem(
                why.type(),
                why.status(),
                why.message() + advice,
                why.param(),
                why.requestId(),
                why.label(),
                why.providerError());
    }

    private void say(List<byte[]> pieces) {
        pieces.forEach(this::offer);
    }

    private void offer(byte[] piece) {
        spoke = true;
        if (!saidAll && !outlet.offer(piece)) {
            leftBecause = "the caller read too slowly";
            HangUps.close(request);
            drop();
        }
    }

    private void finish(Iterator<byte[]> rest) {
        if (!saidAll) {
            saidAll = true;
            outlet.finish(rest);
        }
    }

    private void closeIfStalled() {
        if (outlet.isStalled(System.nanoTime(), limits.stalledReader().toNanos())) {
            leftBecause = "the caller stopped reading";
            HangUps.close(request);
        }
    }

    private void hungUp() {
        locked(this::drop);
    }

    private void drop() {
        saidAll = true;
        if (!headLeft) {
            headLeft = true;
            // Nobody is left to read this.
            response.complete(ErrorShape.respond(request, Problem.of(ProblemType.CANCELLED, "The caller hung up")));
        }
        outlet.discard();
        pending.cancel(true);
    }

    private void leave(@Nullable Label label) {
        leave(known().requestId(), label);
    }

    private void leave(String requestId, @Nullable Label label) {
        if (headLeft) {
            return;
        }
        headLeft = true;
        MutableHttpResponse<?> head = HttpResponse.ok(Flux.from(outlet))
                .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        ReplyHeaders.write(head, requestId, label);
        response.complete(head);
    }

    private Accepted known() {
        Accepted known = accepted;
        if (known == null) {
            throw new IllegalStateException("nothing is said before the request is accepted");
        }
        return known;
    }

    private void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }
}
