package io.downclimb.workflows.activity;

import java.util.List;

/**
 * How the request ends if the attempt brings an answer that may leave: the workflow's decision, taken before the call, so that the
 * conclusion is committed together with the answer and the caller need not wait for the engine to hear of it.
 *
 * @param degraded whether the rung is below the first that calls a model
 * @param classes the error classes met above, as in {@link Conclusion#classes}
 * @param skips the rungs passed over
 */
public record Ending(boolean degraded, List<String> classes, List<Skip> skips) {
    public Ending {
        classes = List.copyOf(classes);
        skips = List.copyOf(skips);
    }
}
