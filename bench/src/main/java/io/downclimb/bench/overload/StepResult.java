package io.downclimb.bench.overload;

import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.load.Reading;

/**
 * One step: so much load for so long.
 *
 * @param delayMilliseconds of the mock
 * @param loop closed or open
 * @param factor of the capacity; 0 while capacity itself was measured
 * @param load callers of a closed loop, requests a second of an open one
 * @param all requests that began in the measured part of the step
 * @param inTime those of them that were answered within the deadline
 */
public record StepResult(long delayMilliseconds, String loop, double factor, double load, Reading all, Reading inTime) {
    /** Answers within the deadline, a second. */
    public double goodput() {
        return inTime.perSecond();
    }

    /** Of these, the answers by a call to a provider. */
    public double goodputByCalls() {
        return goodput() - goodputOfLastRung();
    }

    /** Of these, the last rung's. */
    public double goodputOfLastRung() {
        return inTime.answeredBy().getOrDefault(Setting.LAST_RUNG, 0L) / inTime.seconds();
    }

    /** Answered, but too late. */
    public long late() {
        return all.answered() - inTime.answered();
    }

    /** Turned away with 429 or 503. */
    public long refused() {
        return all.refused().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Everything else that was not answered. */
    public long failed() {
        return all.failed().values().stream().mapToLong(Long::longValue).sum();
    }
}
