package io.downclimb.workflows.breaker;

/**
 * What a model's time to first content is while its provider is well: learned from its first 200 whole answers, then frozen until an
 * operator has it learned again. A baseline that adapted would learn an outage as normal.
 *
 * @param p95 the 95th percentile in ms; a slower call counts as slow. At least 500 ms
 * @param p999 the 99.9th percentile in ms, from a log-normal fit, since 200 samples have none; a call that has waited longer is a
 *     failure until it answers after all. At least 2,000 ms
 * @param samples what it was learned from
 * @param at when it was frozen, in ms since 1970
 */
public record Baseline(long p95, long p999, int samples, long at) {
    public static final int SAMPLES = 200;
    private static final long LEAST_SLOW = 500;
    private static final long LEAST_PENDING = 2_000;
    private static final double SIGMAS = 3.09;

    public static Baseline of(LatencyHistogram healthy, long at) {
        long p95 = Math.max(LEAST_SLOW, healthy.quantile(0.95));
        double fitted = Math.exp(healthy.meanLog() + SIGMAS * healthy.deviationLog());
        long p999 = Math.max(LEAST_PENDING, Math.max(healthy.quantile(1), Math.round(fitted)));
        return new Baseline(p95, Math.max(p95, p999), healthy.count(), at);
    }
}
