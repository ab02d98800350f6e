package io.downclimb.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The short, repeatable steps around the calls. They run as local activities, next to the workflow. */
@ActivityInterface
public interface Steps {
    /** Everything the climb needs to know: policy, what is recorded, what the cache holds, which rungs are unfit. */
    @ActivityMethod(name = "Prepare")
    Prepared prepare(PrepareOrder order);

    /** What is recorded of an attempt whose worker was lost. Never sends; closes an attempt that has no result. */
    @ActivityMethod(name = "Recall")
    AttemptResult recall(AttemptOrder order);

    /** Writes the conclusion by compare-and-set, releases whoever waits in this process, and tells who won. */
    @ActivityMethod(name = "Conclude")
    Concluded conclude(Conclusion conclusion);

    /** Keeps a whole, undegraded answer for requests to come. */
    @ActivityMethod(name = "FillCache")
    void fillCache(CacheFill fill);
}
