package io.downclimb.api.request;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request without an idempotency key, as far as it is known before it is read.
 *
 * @param arrival when its first line was read
 * @param deadlineMs the deadline the caller asks for, in ms from arrival; null for the route's own
 * @param route null where it is not known yet
 */
public record Knock(
        Instant arrival,
        @Nullable Long deadlineMs,
        @Nullable String route) {
    /** The same, when it has said where it wants to go. */
    public Knock at(String named) {
        return new Knock(arrival, deadlineMs, named);
    }
}
