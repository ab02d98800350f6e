package io.downclimb.api.request;

import io.downclimb.activities.request.LiveCaller;
import io.downclimb.workflows.policy.Policy;
import java.time.Duration;
import java.time.Instant;

/** A caller who has the answer sent as a stream: whole in the end, or while it is being made. */
public interface StreamCaller extends LiveCaller {
    /** Told once, when the request is accepted or joined, before its first attempt. Must be quick. */
    void accepted(Accepted accepted);

    /** Whether what was asked can be sent piece by piece at all. */
    boolean canReadAlong();

    /** Why the caller left, where it did before the reply: the reason in the conclusion of a request without a key. */
    String leftBecause();

    /**
     * What is known from the beginning.
     *
     * @param policy that the request was accepted under; the route's present one where an earlier request is joined
     * @param keepAlive the longest silence towards the caller
     */
    record Accepted(String requestId, Instant receivedAt, Policy policy, Duration keepAlive) {}
}
