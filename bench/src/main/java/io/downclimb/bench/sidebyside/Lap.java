package io.downclimb.bench.sidebyside;

import io.downclimb.bench.load.Reading;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One spell of load at the mock and at each contender, right after each other.
 *
 * @param round in which all were started anew
 * @param readings by contender's name
 */
public record Lap(int callers, int round, Reading mock, Map<String, Reading> readings) {
    public Lap {
        readings = new TreeMap<>(readings);
    }

    /** What comes on top of the mock alone, in ms; NaN where the contender answered nothing. */
    double added(String contender, ToDoubleFunction<Reading> time) {
        Reading reading = readings.get(contender);
        return reading == null ? Double.NaN : time.applyAsDouble(reading) - time.applyAsDouble(mock);
    }

    /** The one's added time to the other's; NaN where either has none. */
    double addedRatio(String one, String other, ToDoubleFunction<Reading> time) {
        double base = added(other, time);
        return base > 0 ? added(one, time) / base : Double.NaN;
    }

    /** Answers a second; NaN where the contender answered nothing. */
    double perSecond(String contender) {
        @Nullable Reading reading = readings.get(contender);
        return reading == null || reading.answered() == 0 ? Double.NaN : reading.perSecond();
    }

    /** The one's answers a second to the other's; NaN where either has none. */
    double throughputRatio(String one, String other) {
        return perSecond(one) / perSecond(other);
    }
}
