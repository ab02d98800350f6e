package io.downclimb.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What a page's poller needs done. */
@ActivityInterface
public interface StatusPolls {
    /** Asks the page once and writes down what it says, or that it said nothing that can be read: that is a result, not a failure. */
    @ActivityMethod(name = "PollStatus")
    PollResult poll(PollOrder order);

    /** Tells the providers' breakers; one that does not run is passed over. What has become too old is written down as UNKNOWN. */
    @ActivityMethod(name = "TellStatus")
    void tell(TellOrder order);

    /** Nobody wants the page any more: forgets what it said. */
    @ActivityMethod(name = "ForgetStatus")
    void forget(String page);
}
