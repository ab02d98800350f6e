package io.downclimb.workflows.status;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When a page is asked, and at which address.
 *
 * <ol>
 *   <li>Usually after the interval, give or take 20 %, so that pollers of many installations do not ask at once.
 *   <li>After n refusals in a row, after 2ⁿ intervals, but at most five minutes, with the same jitter.
 *   <li>Not before the page's own {@code Retry-After}, of which ten minutes are believed.
 * </ol>
 *
 * Addresses are asked in their order, until one answers. One that answered is asked first for an hour; then the preferred one has its turn
 * again.
 */
public final class PollSchedule {
    private static final double JITTER = 0.2;
    private static final long LONGEST_BACKOFF_MS = Duration.ofMinutes(5).toMillis();
    private static final long LONGEST_RETRY_AFTER_MS = Duration.ofMinutes(10).toMillis();
    private static final long FIRST_FOR_MS = Duration.ofHours(1).toMillis();

    private PollSchedule() {}

    /**
     * From the end of a poll to the next, in ms.
     *
     * @param refusals in a row, up to this poll
     * @param retryAfterMs what the page asks for; 0: nothing
     * @param random uniform in [0, 1)
     */
    public static long waitMs(long intervalMs, int refusals, long retryAfterMs, double random) {
        long doubled = intervalMs << Math.min(refusals, 20);
        long base = refusals == 0 ? intervalMs : Math.max(intervalMs, Math.min(doubled, LONGEST_BACKOFF_MS));
        long jittered = Math.round((double) base * (1 - JITTER + 2 * JITTER * random));
        return Math.max(jittered, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
    }

    /** The addresses in the order in which they are asked now. */
    public static List<URI> order(List<URI> urls, PollMemory memory, long now) {
        PollMemory.Origin origin = memory.origin();
        if (origin == null || !urls.contains(origin.url()) || isOver(origin.since(), now)) {
            return urls;
        }
        List<URI> order = new ArrayList<>(urls);
        order.remove(origin.url());
        order.addFirst(origin.url());
        return order;
    }

    /** Whether the hour is over in which an address is asked first because it has answered. */
    static boolean isOver(long since, long now) {
        return now - since >= FIRST_FOR_MS;
    }
}
