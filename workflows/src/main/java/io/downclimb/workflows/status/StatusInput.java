package io.downclimb.workflows.status;

import org.jspecify.annotations.Nullable;

/**
 * What a page's poller starts with, or continues as.
 *
 * @param intervalMs from one poll to the next, in ms, while the page answers
 * @param memory where it stood; null: fresh
 */
public record StatusInput(
        StatusPage page, long intervalMs, @Nullable PollMemory memory) {
    /** Whether both want the same to be asked as often. */
    boolean asks(StatusInput other) {
        return page.equals(other.page) && intervalMs == other.intervalMs;
    }

    StatusInput continuing(PollMemory now) {
        return new StatusInput(page, intervalMs, now);
    }
}
