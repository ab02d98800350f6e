package io.downclimb.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Counts exchanges and keeps the times of the answered in a histogram: µs, three digits, up to ten minutes. For one thread; read
 * it once that thread's load is over.
 */
public final class Tally implements Consumer<Exchange> {
    private static final long LONGEST = TimeUnit.MINUTES.toMicros(10);

    private final Histogram times = new Histogram(1, LONGEST, 3);
    private final Map<String, Long> answeredBy = new TreeMap<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private final Map<String, Long> failed = new TreeMap<>();
    private long sent;

    @Override
    public void accept(Exchange exchange) {
        sent++;
        switch (exchange.outcome()) {
            case Outcome.Answered answered -> {
                times.recordValue(Math.clamp(exchange.tookNanos() / 1_000, 1, LONGEST));
                answeredBy.merge(answered.by(), 1L, Long::sum);
            }
            case Outcome.Refused refusal ->
                refused.merge(
                        refusal.status() + (refusal.retryAfterSeconds() < 0 ? "" : " with Retry-After"), 1L, Long::sum);
            case Outcome.Failed failure -> failed.merge(failure.why(), 1L, Long::sum);
        }
    }

    /** The result over so many seconds. */
    public Reading reading(double seconds) {
        return new Reading(
                seconds,
                sent,
                times.getTotalCount(),
                milliseconds(50),
                milliseconds(95),
                milliseconds(99),
                milliseconds(100),
                answeredBy,
                refused,
                failed);
    }

    private double milliseconds(double percentile) {
        return times.getTotalCount() == 0 ? Double.NaN : times.getValueAtPercentile(percentile) / 1_000.0;
    }
}
