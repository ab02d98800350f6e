package io.downclimb.bench.report;

import java.util.Collection;
import java.util.Locale;

/**
 * One figure over several rounds: the median, and the range as its noise.
 *
 * @param rounds that had the figure; with none, the others are NaN
 */
public record Spread(double median, double least, double most, int rounds) {
    /** Of these values, of which those that are NaN do not count. */
    public static Spread of(Collection<Double> values) {
        double[] sorted = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /** {@code 12.3 (11.9–13.0)}; without the range where there was one round; a dash where there was none. */
    public String text(int decimals) {
        if (rounds == 0) {
            return "–";
        }
        String middle = number(median, decimals);
        if (rounds == 1) {
            return middle;
        }
        return "%s (%s–%s)".formatted(middle, number(least, decimals), number(most, decimals));
    }

    /** A number with a point; a dash for none. */
    public static String number(double value, int decimals) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
