package io.downclimb.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A middle with its 95 % confidence interval.
 *
 * @param values that it is of; with none, the others are NaN
 */
public record Interval(double middle, double low, double high, int values) {
    /** So often the values are drawn again. */
    static final int RESAMPLES = 10_000;

    private static final double TAIL = 0.025;

    /** Student's t at 97.5 %, for 1, 2, … degrees of freedom; beyond them the last, which is too wide rather than too narrow. */
    private static final double[] T = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228};

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

    /**
     * Of ratios that were measured in several rounds, each with processes of its own. Processes of the same code differ by more than
     * the laps of one round tell, so what counts is how the rounds differ (Kalibera and Jones 2013):
     *
     * <ol>
     *   <li>Each round is its laps' median.
     *   <li>The middle is the geometric mean of these, the interval Student's on their logarithms.
     * </ol>
     *
     * <p>One round knows nothing of other processes: it is taken as {@link #ofMedian}.
     */
    public static Interval ofRounds(Collection<List<Double>> rounds, RandomGenerator random) {
        List<double[]> known = rounds.stream()
                .map(round -> round.stream()
                        .filter(value -> !value.isNaN())
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .filter(round -> round.length > 0)
                .toList();
        if (known.size() < 2) {
            return ofMedian(rounds.stream().flatMap(List::stream).toList(), random);
        }
        double[] logs =
                known.stream().mapToDouble(round -> Math.log(median(round))).toArray();
        double mean = Arrays.stream(logs).average().orElseThrow();
        double variance =
                Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum() / (logs.length - 1);
        double reach = T[Math.min(logs.length - 1, T.length) - 1] * Math.sqrt(variance / logs.length);
        int values = known.stream().mapToInt(round -> round.length).sum();
        return new Interval(Math.exp(mean), Math.exp(mean - reach), Math.exp(mean + reach), values);
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
