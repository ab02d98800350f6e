package io.downclimb.workflows.calibration;

import java.time.Duration;

/**
 * How trouble is let in again and again.
 *
 * @param warmUp of health before it; a trip in there is forgotten
 * @param limit after which it counts as missed
 * @param runs how often
 */
public record Onset(Duration warmUp, Duration limit, int runs) {
    double warmUpSeconds() {
        return warmUp.toMillis() / 1000.0;
    }

    double limitSeconds() {
        return limit.toMillis() / 1000.0;
    }
}
