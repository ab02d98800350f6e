package io.downclimb.api.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came through a door, parsed and checked.
 *
 * @param arrival when its first line was read: the deadline runs from here, whatever the body takes
 * @param chat the canonical request: OpenAI's chat form without model, stream and stream_options
 * @param idempotencyKey as the caller sent it; null where none was sent
 * @param deadlineMs the deadline the caller asked for, in ms from arrival; null for the route's own
 * @param asynchronous the caller does not wait
 * @param traceParent the caller's W3C trace context; null where none was sent
 */
public record Submission(
        Instant arrival,
        String tenant,
        String route,
        ObjectNode chat,
        @Nullable String idempotencyKey,
        @Nullable Long deadlineMs,
        boolean asynchronous,
        @Nullable String traceParent) {}
