package io.downclimb.activities.provider;

import java.time.Duration;

/**
 * Says until when a call may stay silent, and what it means when it does. Takes time as arguments, in ns since the call was
 * sent.
 *
 * <ol>
 *   <li>Until the first content: silent at the first-content limit, or at the deadline if that is earlier.
 *   <li>While content flows: stalled when none came for the idle limit; cut at the deadline. Pings and role lines feed
 *       nothing.
 *   <li>Once the answer has finished: settled after a short grace, in which usage and the end mark may still arrive.
 *   <li>While the body of an error status arrives: answered with what there is after a short patience.
 * </ol>
 */
final class Watchdog {
    enum Verdict {
        SILENT,
        STALLED,
        DEADLINE,
        SETTLED,
        ERROR_BODY
    }

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long ERROR_PATIENCE = Duration.ofSeconds(1).toNanos();

    private final long complete;
    private final long idle;
    private final long grace;
    private long limit;
    private Verdict verdict = Verdict.SILENT;

    /**
     * @param untilFirstContent from sending
     * @param untilComplete from sending
     * @param idle the longest silence once content flows
     * @param grace the longest silence once the answer has finished
     */
    Watchdog(Duration untilFirstContent, Duration untilComplete, Duration idle, Duration grace) {
        this.complete = nanos(untilComplete);
        this.idle = nanos(idle);
        this.grace = Math.min(nanos(grace), this.idle);
        this.limit = Math.min(nanos(untilFirstContent), complete);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }

    void content(long now) {
        long stalls = now + idle;
        verdict = stalls < complete ? Verdict.STALLED : Verdict.DEADLINE;
        limit = Math.min(stalls, complete);
    }

    /** The grace counts from the first time: comments and usage do not extend it, further content does. */
    void finished(long now) {
        if (verdict == Verdict.SETTLED) {
            return;
        }
        verdict = Verdict.SETTLED;
        limit = Math.min(now + grace, complete);
    }

    void errorStatus(long now) {
        verdict = Verdict.ERROR_BODY;
        limit = Math.min(now + ERROR_PATIENCE, complete);
    }

    /** Ns from the given moment until the limit; zero or less once it has passed. */
    long left(long now) {
        return limit - now;
    }

    /** What it means when the limit passes. */
    Verdict verdict() {
        return verdict;
    }
}
