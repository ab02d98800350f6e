package io.downclimb.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.random.RandomGenerator;

/**
 * A median with its 95 % confidence interval.
 *
 * @param values that it is of; with none, the others are NaN
 */
public record Interval(double median, double low, double high, int values) {
    /** So often the values are drawn again. */
    static final int RESAMPLES = 10_000;

    private static final double TAIL = 0.025;

    /**
     * The percentile bootstrap (Efron 1979). What is NaN does not count.
     *
     * <ol>
     *   <li>As many values as there are get drawn from them, with replacement, and their median is noted; 10,000 times.
     *   <li>The interval is what lies between the 2.5th and the 97.5th percentile of these medians.
     * </ol>
     */
    public static Interval ofMedian(Collection<Double> all, RandomGenerator random) {
        double[] values = all.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (values.length == 0) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        double[] medians = new double[RESAMPLES];
        double[] drawn = new double[values.length];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            for (int place = 0; place < drawn.length; place++) {
                drawn[place] = values[random.nextInt(values.length)];
            }
            medians[resample] = median(drawn);
        }
        Arrays.sort(medians);
        int cut = (int) (TAIL * RESAMPLES);
        return new Interval(median(values), medians[cut], medians[RESAMPLES - 1 - cut], values.length);
    }

    /** Sorts them on its way. */
    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** Whether the whole interval lies below; never without values. */
    public boolean below(double bound) {
        return high < bound;
    }

    /** Whether the whole interval lies above; never without values. */
    public boolean above(double bound) {
        return low > bound;
    }

    /** {@code 0.98–1.04}, a dash without values. */
    public String range(int decimals) {
        return values == 0 ? "–" : Spread.number(low, decimals) + "–" + Spread.number(high, decimals);
    }
}
