package io.downclimb.api.http;

import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.request.Causes;
import io.downclimb.api.request.Desk;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.StreamCaller;
import io.downclimb.api.request.Submission;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a call in at the desk and waits, on no thread, until the reply can be shown or the caller hangs up. */
@Singleton
final class Counter {
    /** Until there are tenants. */
    static final String TENANT = "default";

    private static final Logger LOG = LoggerFactory.getLogger(Counter.class);
    private final Desk desk;
    private final StreamClock clock;
    private final StreamLimits limits;
    private final Streams streams;

    Counter(Desk desk, StreamClock clock, StreamLimits limits, Streams streams) {
        this.desk = desk;
        this.clock = clock;
        this.limits = limits;
        this.streams = streams;
    }

    /** Answers a caller of a door that other clients know, in its dialect. */
    CompletableFuture<MutableHttpResponse<?>> converse(
            HttpRequest<?> request, Dialect dialect, ChatBody body, CallHeaders headers) {
        if (!body.stream()) {
            return serve(request, body, headers, false, reply -> show(request, dialect, reply))
                    .thenApply(response -> response);
        }
        Streams.Permit permit = streams.enter(request);
        EventReply events = new EventReply(request, dialect, body, headers.idempotencyKey() != null, clock, limits);
        permit.whenNodeStops(events::nodeStops);
        var _ = events.over().whenComplete((_, _) -> HangUps.whenFlushed(request, permit::close));
        return events.with(desk.submit(submission(request, body, headers, false, events)), Counter::problem);
    }

    private static MutableHttpResponse<byte[]> show(HttpRequest<?> request, Dialect dialect, Reply reply) {
        if (!(reply instanceof Reply.Answered answered) || answered.answer() == null) {
            return ErrorShape.respond(request, Problems.of(reply));
        }
        MutableHttpResponse<byte[]> response = HttpResponse.ok(dialect.whole(answered, answered.answer()))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
        ReplyHeaders.write(response, answered.requestId(), answered.label());
        return response;
    }

    CompletableFuture<MutableHttpResponse<byte[]>> serve(
            HttpRequest<?> request,
            ChatBody body,
            CallHeaders headers,
            boolean asynchronous,
            Function<Reply, MutableHttpResponse<byte[]>> show) {
        CompletableFuture<Reply> pending = desk.submit(submission(request, body, headers, asynchronous, null));
        if (!asynchronous) {
            HangUps.cancel(request, pending);
        }
        return pending.thenApply(show).exceptionally(thrown -> ErrorShape.respond(request, problem(thrown)));
    }

    private static Submission submission(
            HttpRequest<?> request,
            ChatBody body,
            CallHeaders headers,
            boolean asynchronous,
            @Nullable StreamCaller stream) {
        return new Submission(
                Arrival.of(request),
                TENANT,
                body.route(),
                body.request(),
                headers.idempotencyKey(),
                headers.deadlineMs(),
                asynchronous,
                stream,
                headers.traceParent());
    }

    private static Problem problem(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case RefusedException refused -> Problems.of(refused.refusal());
            case ProblemException known -> known.problem();
            // Nobody is left to read this.
            case CancellationException hungUp -> Problem.of(ProblemType.CANCELLED, "The caller hung up");
            default -> {
                LOG.error("a request got no reply from the desk: {}", Causes.of(cause));
                yield Problem.of(ProblemType.INTERNAL, ProblemType.INTERNAL.meaning());
            }
        };
    }
}
