package io.downclimb.api.calibrate;

import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.calibration.ScoreRecord;
import org.jspecify.annotations.Nullable;

/**
 * Scores that one detector hears together: of one route, rung and judge, each in one version.
 *
 * @param version of the rung and of the judge, for people; null where not known
 * @param bar that scores should reach on average (0..1)
 * @param sample the share of answers that is judged in health (0..1)
 * @param perSecond answers a second, judged or not; 0 where not known
 * @param present how scores are watched now; null where it is not known
 */
record ScoreGroup(
        String route,
        String tier,
        String provider,
        @Nullable String version,
        double bar,
        double sample,
        ScoreRecord scores,
        double perSecond,
        @Nullable QualityWatch present) {
    String title() {
        return "Quality of %s, %s (%s)".formatted(route, tier, provider);
    }
}
