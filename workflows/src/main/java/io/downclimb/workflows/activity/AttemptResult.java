package io.downclimb.workflows.activity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downclimb.workflows.breaker.Admission;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt: the facts that decide what happens next, and that the trail shows.
 *
 * @param firstContentMs from sending to the first content, in ms; null where none came
 * @param totalMs from sending to the end, in ms
 * @param usualMs the usual time to first content of this provider and model as this node knows it, in ms
 * @param sends how often this attempt was sent; above 1 only where a worker was lost in between
 * @param admission what the breakers said just before it was sent; null in results older than breakers
 * @param otherKeys how many further keys of the provider are not known to be refused
 * @param concluded the conclusion that was committed together with this result; null where the workflow has yet to conclude
 */
public record AttemptResult(
        int number,
        int rung,
        Outcome outcome,
        @Nullable Long firstContentMs,
        long totalMs,
        long usualMs,
        int sends,
        @Nullable Admission admission,
        int otherKeys,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Concluded concluded) {
    /** A result that has not concluded its request. */
    public AttemptResult(
            int number,
            int rung,
            Outcome outcome,
            @Nullable Long firstContentMs,
            long totalMs,
            long usualMs,
            int sends,
            @Nullable Admission admission,
            int otherKeys) {
        this(number, rung, outcome, firstContentMs, totalMs, usualMs, sends, admission, otherKeys, null);
    }

    /** The same, committed together with the request's conclusion. */
    public AttemptResult concluding(Concluded conclusion) {
        return new AttemptResult(
                number, rung, outcome, firstContentMs, totalMs, usualMs, sends, admission, otherKeys, conclusion);
    }
}
