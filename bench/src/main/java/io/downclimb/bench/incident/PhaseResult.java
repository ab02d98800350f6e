package io.downclimb.bench.incident;

import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.load.Exchange;
import io.downclimb.bench.load.Outcome;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.load.Tally;
import java.time.Duration;
import java.util.List;

/**
 * One phase at one gateway: of the requests that arrived in it.
 *
 * @param inTime answered within the deadline
 * @param callsToPrimary that arrived at the primary during the phase
 * @param returnSeconds from the phase's beginning to the first answer of the primary to a request that arrived in it; NaN if there
 *     was none
 */
public record PhaseResult(
        String phase, boolean broken, Reading reading, long inTime, long callsToPrimary, double returnSeconds) {
    /** Reads the exchanges of the whole incident. */
    static PhaseResult of(
            Phase phase, long beginNanos, List<Exchange> exchanges, long callsToPrimary, Duration deadline) {
        long endNanos = beginNanos + phase.length().toNanos();
        Tally tally = new Tally();
        long inTime = 0;
        double back = Double.NaN;
        for (Exchange exchange : exchanges) {
            if (exchange.startedNanos() < beginNanos || exchange.startedNanos() >= endNanos) {
                continue;
            }
            tally.accept(exchange);
            if (!(exchange.outcome() instanceof Outcome.Answered answered)) {
                continue;
            }
            if (exchange.tookNanos() <= deadline.toNanos()) {
                inTime++;
            }
            if (answered.by().equals(Setting.PRIMARY)) {
                double seconds = (exchange.startedNanos() + exchange.tookNanos() - beginNanos) / 1e9;
                back = Double.isNaN(back) ? seconds : Math.min(back, seconds);
            }
        }
        return new PhaseResult(
                phase.name(),
                phase.broken(),
                tally.reading(phase.length().toMillis() / 1e3),
                inTime,
                callsToPrimary,
                back);
    }

    /** 0..1; NaN if no request arrived. */
    public double inTimeShare() {
        return reading.sent() == 0 ? Double.NaN : (double) inTime / reading.sent();
    }
}
