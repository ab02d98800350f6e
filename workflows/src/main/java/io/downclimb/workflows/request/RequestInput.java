package io.downclimb.workflows.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What starts a request's workflow: names and times, no content.
 *
 * @param policyHash the policy the request was accepted under
 * @param deadlineAt the absolute deadline, in ms since 1970
 * @param share which part of the route's own deadline the caller allows (0..1]; every budget shrinks by it
 * @param callerQueue the task queue of the node whose caller reads the answer along: calls are made there while it lives; null where nobody
 *     does, and in histories older than that
 */
public record RequestInput(
        String requestId,
        String policyHash,
        long deadlineAt,
        double share,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String callerQueue) {
    /** A request that nobody reads along. */
    public RequestInput(String requestId, String policyHash, long deadlineAt, double share) {
        this(requestId, policyHash, deadlineAt, share, null);
    }
}
