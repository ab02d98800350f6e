package io.downclimb.bench.million;

import io.downclimb.bench.load.Reading;
import java.util.function.ToDoubleFunction;

/**
 * One spell of load at each node, right after each other, and one at the mock before them.
 *
 * @param round in which both nodes were started anew
 * @param fullFirst which of the two came first
 */
public record Pair(int callers, int round, boolean fullFirst, Reading mock, Reading empty, Reading full) {
    /** What comes on top of the mock alone, by the node over the empty tables. */
    double addedByEmpty(ToDoubleFunction<Reading> time) {
        return time.applyAsDouble(empty) - time.applyAsDouble(mock);
    }

    /** What comes on top of the mock alone, by the node over the full tables. */
    double addedByFull(ToDoubleFunction<Reading> time) {
        return time.applyAsDouble(full) - time.applyAsDouble(mock);
    }

    /** Full to empty; NaN where one of the three answered nothing, or nothing was added. */
    double addedRatio(ToDoubleFunction<Reading> time) {
        return addedByEmpty(time) > 0 ? addedByFull(time) / addedByEmpty(time) : Double.NaN;
    }

    /** Answers a second, full to empty; NaN where the node over the empty tables had none. */
    double throughputRatio() {
        return empty.answered() > 0 ? full.perSecond() / empty.perSecond() : Double.NaN;
    }
}
