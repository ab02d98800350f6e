package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.breaker.Cusum;
import io.downclimb.workflows.breaker.RateWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries detectors of bad calls on a user's own health.
 *
 * @param healthyShare of bad calls in health (0..1), as simulated
 * @param perSecond calls a second
 * @param days of health to simulate, at most
 */
public record CallGrid(CallRecord calls, double healthyShare, double perSecond, double days, long seed) {
    /** The shares of bad calls that are let in. */
    public static final List<Double> TROUBLES = List.of(1.0, 0.3);

    private static final List<Double> SICK = List.of(0.10, 0.15, 0.30);
    private static final List<Double> THRESHOLDS = List.of(6.0, 8.0, 10.0, 12.0);
    private static final double HEALTHY = 0.02;
    private static final double MOST_SICK = 0.9;
    private static final int RUNS = 400;
    private static final int ENOUGH_FALSE_TRIPS = 100;
    /** Below this many calls a second, batches hold one call at most. */
    private static final double SPARSE = 0.05;

    /** "2 % of the calls in a minute": what people write first. */
    public static final RateWindow POPULAR = RateWindow.of(0.02, Duration.ofMinutes(1), 0);

    /**
     * The detectors worth trying: the popular one, the present one, and CUSUMs of several sick shares and thresholds.
     *
     * @param present null where there is none
     */
    public List<CallDetector> settings(@Nullable CallDetector present) {
        List<CallDetector> settings = new ArrayList<>(List.of(POPULAR));
        if (present != null && !present.equals(POPULAR)) {
            settings.add(present);
        }
        double healthy = healthyShare <= HEALTHY ? HEALTHY : Math.ceil(healthyShare * 120) / 100;
        for (double sick : SICK) {
            double above = healthy > HEALTHY ? Math.min(MOST_SICK, Math.round(healthy * sick * 5_000) / 100.0) : sick;
            THRESHOLDS.stream()
                    .filter(_ -> healthy < above)
                    .map(threshold -> Cusum.of(healthy, above, threshold))
                    .filter(cusum -> !isSame(cusum, present))
                    .forEach(settings::add);
        }
        return settings;
    }

    /** Tries a setting. */
    public Tried.Calls attempt(CallDetector setting) {
        CallTrial trial = new CallTrial(() -> CallWatch.of(setting, perSecond), perSecond, reporting());
        FalseTrips falseTrips = trial.falseTrips(healthyShare, days, ENOUGH_FALSE_TRIPS, seed);
        List<Delays> delays = TROUBLES.stream()
                .map(share -> trial.delays(healthyShare, Math.max(share, healthyShare), onset(), seed))
                .toList();
        return new Tried.Calls(
                setting, falseTrips, delays, calls.timed() ? calls.replay(CallWatch.of(setting, perSecond)) : null);
    }

    private boolean isSame(Cusum cusum, @Nullable CallDetector present) {
        return present instanceof Cusum other
                && other.healthy() == cusum.healthy()
                && other.sick() == cusum.sick()
                && other.limit(perSecond) == cusum.limit(perSecond);
    }

    private Reporting reporting() {
        return perSecond < SPARSE ? Reporting.EACH : Reporting.BATCHES;
    }

    /** Where calls are rare, time enough for three hundred of them. */
    private Onset onset() {
        long seconds = (long) Math.clamp(300 / perSecond, 3_600, 30 * 86_400.0);
        return new Onset(Duration.ofSeconds(Math.max(300, seconds / 12)), Duration.ofSeconds(seconds), RUNS);
    }
}
