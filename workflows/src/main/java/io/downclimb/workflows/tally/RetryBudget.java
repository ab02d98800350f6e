package io.downclimb.workflows.tally;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps retries from becoming the outage: of a provider's calls within ten seconds only a share may be retries, but a few always may, so that a
 * lone request keeps its own. Each node keeps its own books.
 */
public final class RetryBudget {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final long SLICE_MS = 500;

    private final Deque<Slice> slices = new ArrayDeque<>();

    /** A call that is no retry. */
    public synchronized void called(Instant now) {
        slice(now).calls++;
    }

    /** Whether one more retry may be made; if so it is counted. */
    public synchronized boolean allows(double share, int minimum, Instant now) {
        Slice newest = slice(now);
        int calls = 0;
        int retries = 0;
        for (Slice slice : slices) {
            calls += slice.calls;
            retries += slice.retries;
        }
        if (retries >= Math.max(minimum, (int) (share * calls))) {
            return false;
        }
        newest.calls++;
        newest.retries++;
        return true;
    }

    private Slice slice(Instant now) {
        long from = now.toEpochMilli() / SLICE_MS * SLICE_MS;
        long oldest = now.minus(WINDOW).toEpochMilli();
        while (!slices.isEmpty() && slices.getFirst().from <= oldest) {
            slices.removeFirst();
        }
        Slice last = slices.peekLast();
        if (last == null || last.from < from) {
            last = new Slice(from);
            slices.addLast(last);
        }
        return last;
    }

    private static final class Slice {
        private final long from;
        private int calls;
        private int retries;

        Slice(long from) {
            this.from = from;
        }
    }
}
