package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.breaker.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries detectors of low scores on a user's own scores.
 *
 * @param bar that answers should reach on average (0..1)
 * @param perSecond answers a second, judged or not
 * @param days of health to simulate, at most
 */
public record QualityGrid(
        Scores.Resampled healthy, double bar, double perSecond, Sampling sampling, double days, long seed) {
    /** How far below the bar the mean falls in the troubles that are let in (0..1). */
    public static final List<Double> TROUBLES = List.of(0.05, 0.15, 0.30);

    /** "The mean of an hour is below the bar": what people write first. */
    public static final QualityWatch POPULAR =
            new QualityWatch(QualityWatch.Kind.MEAN, 0.04, null, Duration.ofHours(1), 13);

    private static final List<Double> MARGINS = List.of(0.02, 0.04, 0.08);
    private static final List<Double> THRESHOLDS = List.of(2.5, 3.5, 5.0, 7.0);
    private static final int RUNS = 200;
    private static final int ENOUGH_FALSE_TRIPS = 100;
    private static final double MEAN_SCORES = 500_000;
    /** Below this many scores a second, batches hold one score at most. */
    private static final double SPARSE = 0.1;

    /**
     * The settings worth trying.
     *
     * @param present null where there is none
     */
    public List<QualityWatch> settings(@Nullable QualityWatch present) {
        List<QualityWatch> settings = new ArrayList<>(List.of(POPULAR));
        if (present != null && present.kind() != QualityWatch.Kind.MEAN) {
            settings.add(present);
        }
        if (present != null && present.kind() == QualityWatch.Kind.MEAN && !isSameMean(present)) {
            settings.add(present);
        }
        for (double margin : MARGINS) {
            THRESHOLDS.stream()
                    .map(threshold ->
                            new QualityWatch(QualityWatch.Kind.CUSUM, margin, threshold, Duration.ofHours(1), 13))
                    .filter(watch -> !isSame(watch, present))
                    .forEach(settings::add);
        }
        return settings;
    }

    /** Tries a setting. */
    public Tried.Quality attempt(QualityWatch setting) {
        ScoreTrial trial =
                new ScoreTrial(() -> ScoreWatch.of(setting.detector(bar), perSecond), perSecond, sampling, reporting());
        List<Delays> delays = TROUBLES.stream()
                .map(below -> trial.delays(healthy, degraded(below), onset(), seed))
                .toList();
        return new Tried.Quality(setting, trial.falseTrips(healthy, days(setting), ENOUGH_FALSE_TRIPS, seed), delays);
    }

    /** The threshold that applies: the one set, or by load. */
    public double threshold(QualityWatch setting) {
        return setting.threshold() != null ? setting.threshold() : Thresholds.scores(perSecond);
    }

    /** A long mean is slow to simulate and, of many scores, steady: it is spared the later days. */
    private double days(QualityWatch setting) {
        return switch (setting.kind()) {
            case CUSUM -> days;
            case MEAN -> Math.min(days, Math.max(1, MEAN_SCORES / (perSecond * sampling.usual() * 86_400)));
        };
    }

    private Scores degraded(double below) {
        return Scores.Mixed.downTo(Math.max(0, bar - below), healthy, Rubric.garbage());
    }

    private static boolean isSameMean(QualityWatch present) {
        return present.window().equals(POPULAR.window()) && present.minimum() == POPULAR.minimum();
    }

    private boolean isSame(QualityWatch one, @Nullable QualityWatch other) {
        return other != null
                && one.kind() == other.kind()
                && one.margin() == other.margin()
                && threshold(one) == threshold(other);
    }

    private Reporting reporting() {
        return perSecond * sampling.usual() < SPARSE ? Reporting.EACH : Reporting.BATCHES;
    }

    /** Where scores are rare, time enough for a hundred of them. */
    private Onset onset() {
        double seconds = Math.clamp(100 / (perSecond * sampling.usual()), 3 * 3_600, 30 * 86_400.0);
        return new Onset(Duration.ofSeconds((long) (seconds / 3)), Duration.ofSeconds((long) seconds), RUNS);
    }
}
