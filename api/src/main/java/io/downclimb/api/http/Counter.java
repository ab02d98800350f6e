package io.downclimb.api.http;

import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.request.Causes;
import io.downclimb.api.request.Desk;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.Submission;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
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
                body.chat(),
                headers.idempotencyKey(),
                headers.deadlineMs(),
                asynchronous,
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
