package io.downclimb.api.request;

import io.downclimb.activities.provider.ChatRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came through a door, parsed and checked.
 *
 * @param arrival when its first line was read: the deadline runs from here, whatever the body takes
 * @param request what the caller asked
 * @param idempotencyKey as the caller sent it; null where none was sent
 * @param deadlineMs the deadline the caller asked for, in ms from arrival; null for the route's own
 * @param asynchronous the caller does not wait
 * @param stream who has the answer sent as a stream; null for a caller who waits for the whole
 * @param traceParent the caller's W3C trace context; null where none was sent
 */
public record Submission(
        Instant arrival,
        String tenant,
        String route,
        ChatRequest request,
        @Nullable String idempotencyKey,
        @Nullable Long deadlineMs,
        boolean asynchronous,
        @Nullable StreamCaller stream,
        @Nullable String traceParent) {}
