package io.downclimb.workflows.judge;

import org.jspecify.annotations.Nullable;

/**
 * What a judge said.
 *
 * @param score 0..1; null where it said nothing that counts, which is missing data and not a bad score
 * @param missing why there is no score: no-judge, quarantined, failed, unreadable, erased; null where there is one
 * @param judge the judge's version, see {@link io.downclimb.workflows.policy.Judging#version}; null where none was asked
 */
public record Judgement(
        @Nullable Double score,
        @Nullable String missing,
        @Nullable String judge) {
    /** No judge of the route is on another provider, configured and well. */
    public static final String NO_JUDGE = "no-judge";

    /** There would have been a judge, had it not drifted from its anchors. */
    public static final String QUARANTINED = "quarantined";

    /** The judge could not be asked, or refused. */
    public static final String FAILED = "failed";

    /** The judge said something that is no score. */
    public static final String UNREADABLE = "unreadable";

    /** Question or answer were erased meanwhile. */
    public static final String ERASED = "erased";

    /** No score, and no judge was asked. */
    public static Judgement missing(String why) {
        return new Judgement(null, why, null);
    }
}
