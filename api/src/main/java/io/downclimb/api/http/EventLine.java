package io.downclimb.api.http;

import io.downclimb.api.live.Outlet;
import io.downclimb.api.request.Label;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** The line to one caller: the head of the stream, which leaves once, and then its events by an {@link Outlet}. Not for several threads. */
final class EventLine {
    private final HttpRequest<?> request;
    private final StreamLimits limits;
    private final Outlet events;
    private final CompletableFuture<MutableHttpResponse<?>> response = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private boolean begun;

    EventLine(HttpRequest<?> request, StreamLimits limits) {
        this.request = request;
        this.limits = limits;
        this.events = new Outlet(limits.waitingBytes(), () -> over.complete(null));
    }

    /** What the caller is answered with. */
    CompletableFuture<MutableHttpResponse<?>> response() {
        return response;
    }

    /** Completes when nothing will be sent any more. */
    CompletableFuture<?> over() {
        return over;
    }

    /** Ends what goes on for the sake of this stream, when it is over. */
    void whileOpen(Future<?> task) {
        var _ = over.whenComplete((_, _) -> task.cancel(false));
    }

    /** Whether the head has left. */
    boolean hasBegun() {
        return begun;
    }

    /**
     * The head leaves, if it has not left.
     *
     * @param label null where it is not known yet who will answer
     */
    void begin(String requestId, @Nullable Label label) {
        if (begun) {
            return;
        }
        begun = true;
        MutableHttpResponse<?> head = HttpResponse.ok(onItsLoop(Flux.from(events)))
                .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        ReplyHeaders.write(head, requestId, label);
        response.complete(head);
    }

    /** The server holds back only what comes on the thread of the connection: what comes on another it takes without end. */
    private Flux<byte[]> onItsLoop(Flux<byte[]> these) {
        @Nullable Channel channel = HangUps.channel(request);
        return channel == null ? these : these.publishOn(Schedulers.fromExecutor(channel.eventLoop()), 1);
    }

    /** An error with its own status, in the place of a stream that has not begun. */
    void refuse(Problem problem) {
        begun = true;
        response.complete(ErrorShape.respond(request, problem));
        events.discard();
    }

    /** False where more would wait than may. */
    boolean offer(byte[] event) {
        return events.offer(event);
    }

    boolean isDrained() {
        return events.isDrained();
    }

    boolean isStalled() {
        return events.isStalled(System.nanoTime(), limits.stalledReader().toNanos());
    }

    /** The rest, and the end. */
    void finish(Iterator<byte[]> rest) {
        events.finish(rest);
    }

    /** This instead of what was to follow, and the end. */
    void cutShort(byte[] event) {
        events.endWith(event);
    }

    /** Nobody is there any more. */
    void discard() {
        events.discard();
    }

    /** Hangs up on the caller. */
    void close() {
        HangUps.close(request);
    }
}
