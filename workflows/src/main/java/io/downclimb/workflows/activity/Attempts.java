package io.downclimb.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Calls to providers. Failures of a provider are results, not exceptions: the workflow decides what they mean. */
@ActivityInterface
public interface Attempts {
    /** The type of the failure of an attempt whose request has been concluded or erased meanwhile: nothing was sent. */
    String NOT_WANTED = "NOT_WANTED";

    /**
     * Makes one call, once: loads what is already recorded under this number first, commits a row before sending, and
     * commits the result and its content before returning.
     */
    @ActivityMethod(name = "Attempt")
    AttemptResult attempt(AttemptOrder order);
}
