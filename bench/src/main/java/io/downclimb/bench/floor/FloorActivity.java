package io.downclimb.bench.floor;

import io.temporal.activity.ActivityInterface;

/** The one step of the floor. */
@ActivityInterface
public interface FloorActivity {
    /** Calls the provider and hands its answer to the caller who waits under this id in this process. */
    void call(String id);
}
