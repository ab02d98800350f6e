package io.downclimb.workflows.breaker;

import java.util.Map;
import java.util.TreeMap;

/**
 * Times in buckets that grow by a tenth: bucket n holds times from 1.1ⁿ ms up to 1.1ⁿ⁺¹ ms, so a quantile is read within 10 %.
 *
 * @param buckets how many times fell into each bucket, by its number
 */
public record LatencyHistogram(Map<Integer, Integer> buckets) {
    public static final LatencyHistogram EMPTY = new LatencyHistogram(Map.of());
    private static final double GROWTH = 1.1;

    public LatencyHistogram {
        buckets = Map.copyOf(buckets);
    }

    public LatencyHistogram plus(long ms) {
        int bucket = (int) Math.floor(Math.log((double) Math.max(1, ms)) / Math.log(GROWTH));
        return plus(new LatencyHistogram(Map.of(bucket, 1)));
    }

    public LatencyHistogram plus(LatencyHistogram other) {
        Map<Integer, Integer> sum = new TreeMap<>(buckets);
        other.buckets.forEach((bucket, count) -> sum.merge(bucket, count, Integer::sum));
        return new LatencyHistogram(sum);
    }

    public int count() {
        return buckets.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The upper edge of the bucket in which the share (0..1) of all times is reached, in ms; 0 where there are none. */
    public long quantile(double share) {
        int rank = (int) Math.ceil(share * count());
        int seen = 0;
        for (Map.Entry<Integer, Integer> bucket : new TreeMap<>(buckets).entrySet()) {
            seen += bucket.getValue();
            if (seen >= Math.max(1, rank)) {
                return (long) Math.ceil(Math.pow(GROWTH, bucket.getKey() + 1));
            }
        }
        return 0;
    }

    /** Mean of the logarithms of the times (ln ms). Summed in order, so that every node comes to the same to the last bit. */
    double meanLog() {
        return new TreeMap<>(buckets)
                        .entrySet().stream()
                                .mapToDouble(bucket -> bucket.getValue() * logOf(bucket.getKey()))
                                .sum()
                / Math.max(1, count());
    }

    /** Standard deviation of the logarithms of the times. */
    double deviationLog() {
        double mean = meanLog();
        double squares = new TreeMap<>(buckets)
                .entrySet().stream()
                        .mapToDouble(bucket -> bucket.getValue() * Math.pow(logOf(bucket.getKey()) - mean, 2))
                        .sum();
        return Math.sqrt(squares / Math.max(1, count()));
    }

    private static double logOf(int bucket) {
        return (bucket + 0.5) * Math.log(GROWTH);
    }
}
