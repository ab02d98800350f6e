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
        @Nullable String judge) {}
