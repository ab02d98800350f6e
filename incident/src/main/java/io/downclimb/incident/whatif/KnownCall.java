package io.downclimb.incident.whatif;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A call or a probe as it was recorded: evidence of what its provider did then.
 *
 * @param at when it was sent, in ms since 1970
 * @param probe the circuit that probed; null for a request's call
 * @param idleMs the silence within a stream that was allowed; null where that is not known
 */
record KnownCall(
        long at,
        @Nullable String requestId,
        @Nullable String probe,
        Outcome outcome,
        @Nullable Long firstContentMs,
        long totalMs,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable Integer otherKeys,
        @Nullable Long idleMs,
        Reply.@Nullable Score score) {
    static final String OWN_DEADLINE = "deadline";
    private static final String STALLED = "stalled";

    /** A silence is taken to have lasted this much longer than it was waited for: limits run from entering the rung, waits from sending. */
    static final long SLACK_MS = 250;

    /** Ended because nobody waited longer for its first content. */
    boolean isSilent() {
        return outcome instanceof Outcome.Failed failed && failed.errorClass() == ErrorClass.SILENT;
    }

    /** Ended because nobody waited longer for its end. */
    boolean isCutByUs() {
        return isCut(OWN_DEADLINE);
    }

    private boolean isCut(String detail) {
        return outcome instanceof Outcome.Failed failed
                && failed.errorClass() == ErrorClass.CUT
                && failed.detail().equals(detail);
    }

    /** What is the request's own, and would meet no other request. */
    boolean isOfItsRequest() {
        return outcome instanceof Outcome.Failed failed
                && switch (failed.errorClass()) {
                    case CONTEXT_LENGTH, CONTENT_POLICY, INVALID_REQUEST -> true;
                    case OVERLOADED,
                            RATE_LIMITED,
                            QUOTA,
                            AUTH,
                            MODEL_GONE,
                            CONNECT,
                            SILENT,
                            CUT,
                            MALFORMED,
                            LOST_WORKER,
                            REJECTED -> false;
                };
    }

    /** A node that was lost says nothing about the provider. */
    boolean isOfItsNode() {
        return outcome instanceof Outcome.Failed failed && failed.errorClass() == ErrorClass.LOST_WORKER;
    }

    /** How long it is known for, towards its first content, in ms. */
    long silenceMs() {
        return firstContentMs == null ? totalMs : firstContentMs;
    }

    /**
     * What it would have been under other limits.
     *
     * <ol>
     *   <li>What came (content, or an error without any) later than the limit for first content: silent, at the limit.
     *   <li>A recorded silence under a longer limit: not known. So is an answer that our own deadline cut, under a later one.
     *   <li>A stall ends sooner or later by as much as the silence allowed within a stream is shorter or longer.
     *   <li>What ended later than the limit for the whole: cut, at the limit. All else is as it was.
     * </ol>
     *
     * @return null where that is not known
     */
    @Nullable
    Reply under(Ask ask, Reply.Source source) {
        if (isSilent()) {
            return ask.firstContentWithin() <= totalMs + SLACK_MS ? silent(ask, source, false) : null;
        }
        if (silenceMs() > ask.firstContentWithin()) {
            return silent(ask, source, false);
        }
        long ended =
                isCut(STALLED) && idleMs != null ? Math.max(silenceMs(), totalMs + ask.idleMs() - idleMs) : totalMs;
        if (isCutByUs() && ask.completeWithin() > ended + SLACK_MS) {
            return null;
        }
        return ended > ask.completeWithin() || isCutByUs()
                ? cut(ask, source, false)
                : reply(ask, source, outcome, firstContentMs, ended, false);
    }

    Reply silent(Ask ask, Reply.Source source, boolean held) {
        return reply(ask, source, Reply.silent(), null, ask.firstContentWithin(), held);
    }

    Reply cut(Ask ask, Reply.Source source, boolean held) {
        return reply(ask, source, Reply.cut(), firstContentMs, ask.completeWithin(), held);
    }

    private Reply reply(Ask ask, Reply.Source source, Outcome became, @Nullable Long first, long total, boolean held) {
        boolean same = became == outcome;
        return new Reply(
                became,
                first,
                total,
                same ? inputTokens : null,
                same ? outputTokens : null,
                otherKeys,
                same ? score : null,
                source,
                Math.abs(at - ask.at()),
                held);
    }
}
