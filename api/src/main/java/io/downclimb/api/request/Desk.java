package io.downclimb.api.request;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where doors hand requests in and get replies out. Every door, native or compatible, goes through here. */
public interface Desk {
    /**
     * Accepts the request, or joins the one that its idempotency key names, and waits for its conclusion until the deadline.
     *
     * <p>Cancelling the returned future means that the caller hung up: a request without a key is cancelled, one with a key goes on.
     *
     * @return a reply before the deadline, always; completes exceptionally with {@link Refusal.RefusedException} where the submission is not
     *     accepted. An asynchronous submission gets {@link Reply.Pending}, or the conclusion if there is one already.
     */
    CompletableFuture<Reply> submit(Submission submission);

    /** Whether submissions are served, but some were turned away within the last seconds. */
    boolean isOverloaded();

    /**
     * Refuses a request without an idempotency key for which this node has no time, before it is read, so that refusing costs little. Empty where that is not certain;
     * it is to be submitted then. A refusal that is returned counts as one.
     */
    Optional<Refusal> refuse(Knock knock);

    /** The request's present state; empty where there is no such request of this tenant. */
    Optional<Reply> find(String tenant, String requestId);

    /** The attempts and skipped rungs so far; empty where there is no such request. */
    Optional<Trail> trail(String tenant, String requestId);

    /** Cancels; a request that has ended keeps its conclusion, which is returned. Empty where there is no such request. */
    Optional<Reply> cancel(String tenant, String requestId, String reason);

    /** Erases the contents (prompts, answers, raw errors) of a request, and cancels it if it is under way. False where there is no such request. */
    boolean erase(String tenant, String requestId);

    /** The names of the routes, in the order of the configuration. */
    List<String> routes();
}
