package io.downclimb.incident.whatif;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A figure over several runs.
 *
 * @param runs how many of them have it
 */
public record Spread(double median, double least, double most, int runs) {
    /** Null where no run has it. */
    static @Nullable Spread of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            return null;
        }
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    static @Nullable Spread of(double... values) {
        return of(Arrays.stream(values));
    }
}
