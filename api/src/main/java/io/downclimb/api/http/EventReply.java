package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import io.downclimb.api.live.Splice;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.StreamCaller;
import io.downclimb.workflows.activity.AttemptOrder;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
 *   <li>A node that stops waits for what is still being read, and ends in the same error event what takes longer.
 * </ol>
 */
final class EventReply implements StreamCaller {
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final ReentrantLock lock = new ReentrantLock();
    private final HttpRequest<?> request;
    private final Dialect dialect;
    private final boolean includeUsage;
    private final boolean canReadAlong;
    private final boolean keyed;
    private final StreamClock clock;
    private final StreamLimits limits;
    private final EventLine line;
    private final LiveVoice voice;
    private @Nullable CompletableFuture<Reply> pending;
    private @Nullable Accepted accepted;
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
        // The body itself need not be kept for as long as the caller reads.
        this.includeUsage = body.includeUsage();
        this.canReadAlong = ReadingAlong.allows(body.request());
        this.keyed = keyed;
        this.clock = clock;
        this.limits = limits;
        this.line = new EventLine(request, limits);
        this.voice = new LiveVoice(dialect.live(includeUsage));
    }

    /** Answers the caller with what comes of this. */
    CompletableFuture<MutableHttpResponse<?>> with(
            CompletableFuture<Reply> reply, Function<Throwable, Problem> problem) {
        locked(() -> pending = reply);
        HangUps.tell(request, this::hungUp, over());
        line.whileOpen(clock.every(limits.stalledReader().dividedBy(4), this::closeIfStalled));
        var _ = reply.whenComplete((answer, thrown) -> locked(() -> {
            // What it brought is kept by the events that are still to be made, and by nothing else.
            pending = null;
            if (answer != null) {
                replied(answer);
            } else if (thrown != null) {
                fail(problem.apply(thrown));
            }
        }));
        return line.response();
    }

    /** Completes when nothing will be sent any more. */
    CompletableFuture<?> over() {
        return line.over();
    }

    @Override
    public boolean canReadAlong() {
        return canReadAlong;
    }

    @Override
    public String leftBecause() {
        return leftBecause;
    }

    @Override
    public void accepted(Accepted now) {
        locked(() -> accepted = now);
        line.whileOpen(clock.every(now.keepAlive(), () -> locked(this::keepAlive)));
    }

    @Override
    public Consumer<Delta> attempt(AttemptOrder order) {
        lock.lock();
        try {
            int turn = saidAll ? 0 : voice.begin(order.number());
            return delta -> locked(() -> heard(turn, order, delta));
        } finally {
            lock.unlock();
        }
    }

    /** The node stops, and cannot wait any longer for this stream: what is still to come of it is an error. */
    void nodeStops() {
        locked(() -> {
            String why = "this node is shutting down";
            if (saidAll) {
                line.cutShort(dialect.failure(Problems.brokenOff(requestId(), why, keyed, pending == null)));
            } else {
                breakOff(why);
            }
        });
    }

    private void heard(int turn, AttemptOrder order, Delta delta) {
        if (saidAll || !voice.hasTurn(turn)) {
            return;
        }
        switch (voice.take(delta)) {
            case Splice.Diverged _ -> breakOff("another attempt began otherwise");
            case Splice.Pass(List<Delta> deltas) -> {
                if (deltas.isEmpty()) {
                    return;
                }
                if (!voice.isOpen()) {
                    Accepted known = known();
                    line.begin(known.requestId(), LiveVoice.label(order, known));
                    say(voice.opens(order, known));
                }
                say(voice.says(deltas));
            }
        }
    }

    private void keepAlive() {
        if (saidAll || spoke) {
            spoke = false;
            return;
        }
        line.begin(known().requestId(), null);
        if (line.isDrained()) {
            offer(KEEP_ALIVE);
        }
    }

    private void replied(Reply reply) {
        if (reply instanceof Reply.Answered answered && answered.answer() != null) {
            answered(answered, answered.answer());
        } else {
            fail(Problems.of(reply));
        }
    }

    private void answered(Reply.Answered answered, ObjectNode answer) {
        if (!voice.isOpen()) {
            line.begin(answered.requestId(), answered.label());
            finish(dialect.events(answered, answer, includeUsage));
            return;
        }
        switch (voice.conclude(answer)) {
            // The request has ended, and well: only this stream has not.
            case Splice.Diverged _ ->
                finish(List.of(dialect.failure(Problems.endedOtherwise(answered)))
                        .iterator());
            case Splice.Pass(List<Delta> missing) -> {
                say(voice.says(missing));
                finish(voice.ends(answered, answer).iterator());
            }
        }
    }

    /** With its own status while the head has not left, and within the stream after that. */
    private void fail(Problem problem) {
        if (saidAll) {
            return;
        }
        if (!line.hasBegun()) {
            saidAll = true;
            line.refuse(problem);
            return;
        }
        finish(List.of(dialect.failure(voice.isOpen() ? Problems.broken(problem, keyed) : problem))
                .iterator());
    }

    /** The stream that has begun cannot be finished: the caller learns it at once, and nobody else waits for the request without a key. */
    private void breakOff(String why) {
        if (saidAll) {
            return;
        }
        leftBecause = "the stream broke off after %d characters had been sent: %s".formatted(voice.sent(), why);
        Problem problem = Problems.brokenOff(requestId(), why, keyed, pending == null);
        if (line.hasBegun()) {
            finish(List.of(dialect.failure(problem)).iterator());
        } else {
            fail(problem);
        }
        cancel();
    }

    private void say(List<byte[]> pieces) {
        pieces.forEach(this::offer);
    }

    private void offer(byte[] piece) {
        spoke = true;
        if (!saidAll && !line.offer(piece)) {
            leftBecause = "the caller read too slowly";
            line.close();
            drop();
        }
    }

    private void finish(Iterator<byte[]> rest) {
        if (!saidAll) {
            saidAll = true;
            voice.forget();
            line.finish(rest);
        }
    }

    private void closeIfStalled() {
        if (line.isStalled()) {
            leftBecause = "the caller stopped reading";
            line.close();
        }
    }

    private void hungUp() {
        locked(this::drop);
    }

    private void drop() {
        saidAll = true;
        voice.forget();
        if (!line.hasBegun()) {
            // Nobody is left to read this.
            line.refuse(Problem.of(ProblemType.CANCELLED, "The caller hung up"));
        }
        line.discard();
        cancel();
    }

    private void cancel() {
        CompletableFuture<Reply> waited = pending;
        if (waited != null) {
            waited.cancel(true);
        }
    }

    private Accepted known() {
        Accepted known = accepted;
        if (known == null) {
            throw new IllegalStateException("nothing is said before the request is accepted");
        }
        return known;
    }

    private @Nullable String requestId() {
        return accepted == null ? null : accepted.requestId();
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
