package io.downclimb.bench.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one spell of load came to.
 *
 * @param seconds measured
 * @param sent requests, whatever became of them
 * @param answered with the expected words
 * @param p50 and the other quantiles: of the answered, in ms; NaN where none was answered
 * @param answeredBy how many by whom
 * @param refused how many, by status and whether they were told when to come back
 * @param failed how many, by reason
 */
public record Reading(
        double seconds,
        long sent,
        long answered,
        double p50,
        double p95,
        double p99,
        double max,
        Map<String, Long> answeredBy,
        Map<String, Long> refused,
        Map<String, Long> failed) {
    public Reading {
        answeredBy = new TreeMap<>(answeredBy);
        refused = new TreeMap<>(refused);
        failed = new TreeMap<>(failed);
    }

    /** Answers per second. */
    public double perSecond() {
        return answered / seconds;
    }

    /** Requests that were sent and not answered. */
    public long notAnswered() {
        return sent - answered;
    }
}
