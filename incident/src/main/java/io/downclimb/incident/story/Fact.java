package io.downclimb.incident.story;

import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheFill;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.Prepared;
import org.jspecify.annotations.Nullable;

/** Something that a history, or a row, says of a request; all stories are told from these. Times in ms since 1970. */
sealed interface Fact {
    long at();

    /** What was known at the foot of the climb. */
    record Known(long at, Prepared prepared) implements Fact {}

    /**
     * A call was asked for.
     *
     * @param order with {@code firstContentBy} 0 where the rung's limit is not known
     */
    record Ordered(long at, AttemptOrder order, Way way) implements Fact {}

    /** How a call was asked for. */
    enum Way {
        /** Of whatever node is free. */
        ANY_NODE,
        /** Of the node that decides. */
        INLINE,
        /** Of the node whose caller reads along. */
        CALLERS_NODE,
        /** Only a row says so. */
        UNKNOWN
    }

    /** A call was taken up again, since the worker that had it said nothing any more. */
    record TakenUpAgain(long at, int number, int times) implements Fact {}

    record Brought(long at, AttemptResult result, boolean recalled) implements Fact {}

    /** A call brought no result. */
    record NoResult(long at, int number, String why) implements Fact {}

    /** The node that decided was lost, or could not decide. */
    record DecisionLost(long at, String why) implements Fact {}

    record CancelAsked(long at) implements Fact {}

    /** The conclusion was written, or found. */
    record Ended(long at, @Nullable Conclusion conclusion, Concluded concluded) implements Fact {}

    record Filled(long at, CacheFill fill) implements Fact {}
}
