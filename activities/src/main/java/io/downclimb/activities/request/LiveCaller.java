package io.downclimb.activities.request;

import io.downclimb.activities.provider.Delta;
import io.downclimb.workflows.activity.AttemptOrder;
import java.util.function.Consumer;

/** A caller at this node who reads the answer while it is being made. */
public interface LiveCaller {
    /**
     * An attempt is about to be sent.
     *
     * @return takes what it brings, in order, on the thread that reads the provider's stream; must not make it wait
     */
    Consumer<Delta> attempt(AttemptOrder order);
}
