package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.request.Causes;
import io.downclimb.api.request.Desk;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.Submission;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
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

    Counter(Desk desk) {
        this.desk = desk;
    }

    /** Answers a caller of a door that other clients know, in its dialect. */
    CompletableFuture<MutableHttpResponse<?>> converse(
            HttpRequest<?> request, Dialect dialect, ChatBody body, CallHeaders headers) {
        return serve(request, body, headers, false, reply -> show(request, dialect, body, reply))
                .thenApply(response -> response);
    }

    private static MutableHttpResponse<byte[]> show(
            HttpRequest<?> request, Dialect dialect, ChatBody body, Reply reply) {
        return switch (reply) {
            case Reply.Answered answered -> answered(request, dialect, body, answered);
            case Reply.Failed failed -> ErrorShape.respond(request, Problems.of(failed));
            case Reply.Cancelled cancelled -> ErrorShape.respond(request, Problems.of(cancelled));
            case Reply.Late late -> ErrorShape.respond(request, Problems.of(late));
            case Reply.Pending pending ->
                ErrorShape.respond(request, Problems.late(pending.requestId(), "it is under way"));
        };
    }

    private static MutableHttpResponse<byte[]> answered(
            HttpRequest<?> request, Dialect dialect, ChatBody body, Reply.Answered answered) {
        @Nullable ObjectNode answer = answered.answer();
        if (answer == null) {
            return ErrorShape.respond(request, Problems.erased(answered));
        }
        MutableHttpResponse<byte[]> response = body.stream()
                ? HttpResponse.ok(joined(dialect.events(answered, answer, body.includeUsage())))
                        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                        .header("Cache-Control", "no-cache")
                : HttpResponse.ok(dialect.whole(answered, answer)).contentType(MediaType.APPLICATION_JSON_TYPE);
        ReplyHeaders.write(response, answered.requestId(), answered.label());
        return response;
    }

    private static byte[] joined(Iterator<byte[]> events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        events.forEachRemaining(all::writeBytes);
        return all.toByteArray();
    }

    CompletableFuture<MutableHttpResponse<byte[]>> serve(
            HttpRequest<?> request,
            ChatBody body,
            CallHeaders headers,
            boolean asynchronous,
            Function<Reply, MutableHttpResponse<byte[]>> show) {
        Submission submission = new Submission(
                Arrival.of(request),
                TENANT,
                body.route(),
                body.request(),
                headers.idempotencyKey(),
                headers.deadlineMs(),
                asynchronous,
                null,
                headers.traceParent());
        CompletableFuture<Reply> pending = desk.submit(submission);
        if (!asynchronous) {
            HangUps.cancel(request, pending);
        }
        return pending.thenApply(show).exceptionally(thrown -> failure(request, thrown));
    }

    private static MutableHttpResponse<byte[]> failure(HttpRequest<?> request, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return ErrorShape.respond(
                request,
                switch (cause) {
                    case RefusedException refused -> Problems.of(refused.refusal());
                    case ProblemException known -> known.problem();
                    // Nobody is left to read this.
                    case CancellationException hungUp -> Problem.of(ProblemType.CANCELLED, "The caller hung up");
                    default -> {
                        LOG.error("a request got no reply from the desk: {}", Causes.of(cause));
                        yield Problem.of(ProblemType.INTERNAL, ProblemType.INTERNAL.meaning());
                    }
                });
    }
}
