package io.downclimb.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Calls to providers. Failures of a provider are results, not exceptions: the workflow decides what they mean. */
@ActivityInterface
public interface Attempts {
    /**
     * Makes one call, once: loads what is already recorded under this number first, commits a row before sending, and
     * commits the result and its content before returning.
     */
    @ActivityMethod(name = "Attempt")
    AttemptResult attempt(AttemptOrder order);
}
