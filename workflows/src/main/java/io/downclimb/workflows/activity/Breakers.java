package io.downclimb.workflows.activity;

import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.Decided;
import io.downclimb.workflows.breaker.Kept;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

/** A breaker's memory. These run as local activities, next to its workflow. */
@ActivityInterface
public interface Breakers {
    /** The state as it was last written down; null where there is none. */
    @ActivityMethod(name = "RecallBreaker")
    @Nullable
    BreakerState recallBreaker(String provider);

    /** Writes state, windows and transitions in one transaction and tells all nodes. The same again changes nothing. */
    @ActivityMethod(name = "KeepBreaker")
    Kept keepBreaker(Decided decided);
}
