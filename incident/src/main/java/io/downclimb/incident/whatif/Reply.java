package io.downclimb.incident.whatif;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What a provider does to a call.
 *
 * @param firstContentMs from sending; null where none came
 * @param totalMs from sending to the end
 * @param inputTokens null where they are not known
 * @param outputTokens null where they are not known
 * @param otherKeys how many further keys were still accepted; null where that is not known
 * @param score what a judge says of the answer; null where none does
 * @param source where this is known from
 * @param distanceMs how far away in time the nearest evidence is
 * @param held nothing is known of what would have come after so long, and it is taken that nothing would have
 */
public record Reply(
        Outcome outcome,
        @Nullable Long firstContentMs,
        long totalMs,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable Integer otherKeys,
        @Nullable Score score,
        Source source,
        long distanceMs,
        boolean held) {
    /** Where a reply is known from. */
    public enum Source {
        /** The same request's call was recorded. */
        RECORDED,
        /** Drawn from recorded calls near in time. */
        NEAR,
        /** Drawn from the nearest recorded calls, none of them near. */
        FAR,
        /** Assumed by whoever asked. */
        ASSUMED,
        /** Told by a script. */
        SCRIPTED
    }

    /**
     * What a judge says.
     *
     * @param afterMs from the end of the call
     * @param value 0..1
     * @param judge the judge's version
     */
    public record Score(long afterMs, double value, String judge) {}

    /** What a script tells. */
    public static Reply scripted(Outcome outcome, @Nullable Long firstContentMs, long totalMs) {
        return new Reply(outcome, firstContentMs, totalMs, null, null, null, null, Source.SCRIPTED, 0, false);
    }

    static Outcome silent() {
        return new Outcome.Failed(ErrorClass.SILENT, null, null, "no content");
    }

    static Outcome cut() {
        return new Outcome.Failed(ErrorClass.CUT, null, null, KnownCall.OWN_DEADLINE);
    }
}
