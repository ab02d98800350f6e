package io.downclimb.workflows.activity;

import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt: the facts that decide what happens next, and that the trail shows.
 *
 * @param firstContentMs from sending to the first content, in ms; null where none came
 * @param totalMs from sending to the end, in ms
 * @param usualMs the usual time to first content of this provider and model as this node knows it, in ms
 * @param sends how often this attempt was sent; above 1 only where a worker was lost in between
 */
public record AttemptResult(
        int number, int rung, Outcome outcome, @Nullable Long firstContentMs, long totalMs, long usualMs, int sends) {}
