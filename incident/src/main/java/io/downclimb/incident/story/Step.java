package io.downclimb.incident.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a request's story.
 *
 * @param atMs since the request arrived, in ms; below 0 where the clocks of two machines differ
 * @param text what happened, in one sentence
 * @param details what was known and why, in words
 * @param deadlineLeftMs what was left of the deadline, in ms; below 0 once it was over; null where it does not matter any more
 * @param rungLeftMs what was left of the rung's budget for the first content, in ms; null outside of a rung, or where it is not known
 */
public record Step(
        long atMs,
        Kind kind,
        String text,
        List<String> details,
        @Nullable Long deadlineLeftMs,
        @Nullable Long rungLeftMs) {
    public Step {
        details = List.copyOf(details);
    }

    /** What kind of step it is. */
    public enum Kind {
        ARRIVED,
        /** What the workflow knew before it decided anything. */
        KNEW,
        DECIDED,
        CALLED,
        /** What a call brought. */
        BROUGHT,
        /** A node was lost, or did not take work up. */
        LOST,
        /** A breaker of one of the route's providers changed meanwhile. */
        BREAKER,
        CONCLUDED,
        /** What the caller did not wait for. */
        AFTERWARDS
    }
}
