package io.downclimb.workflows.breaker;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A one-sided CUSUM of judge scores: {@code S = max(0, S + k − x)}. It trips when S has reached the threshold <em>and</em> the mean since S
 * left 0 is below the bar. Above a quarter of the threshold it asks for more samples.
 *
 * @param bar the score (0..1) that answers should reach on average
 * @param reference k (0..1): scores below it add, scores above it take away
 * @param threshold null: by load, see {@link Thresholds#scores}
 * @param level S
 * @param sum of the scores since S left 0
 * @param count of the scores since S left 0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScoreCusum(
        double bar, double reference, @Nullable Double threshold, double level, double sum, int count)
        implements ScoreDetector {
    private static final double SUSPICION = 0.25;

    @Override
    public ScoreCusum hear(double score, long now) {
        double next = level + reference - score;
        return next <= 0 ? at(0, 0, 0) : at(next, sum + score, count + 1);
    }

    @Override
    public boolean trips(double perSecond, double strictness, long now) {
        return count > 0 && level >= limit(perSecond) * strictness && ScoreDetector.below(sum / count, bar);
    }

    @Override
    public boolean suspicious(double perSecond, double strictness, long now) {
        return level > limit(perSecond) * strictness * SUSPICION;
    }

    @Override
    public ScoreCusum fresh() {
        return at(0, 0, 0);
    }

    @Override
    public Map<String, Double> numbers(long now) {
        return count == 0
                ? Map.of("level", level)
                : Map.of("level", level, "mean", sum / count, "scores", (double) count);
    }

    /** The same, with another value at which a score neither worries nor comforts. */
    public ScoreCusum withReference(double newReference) {
        return new ScoreCusum(bar, newReference, threshold, level, sum, count);
    }

    @Override
    public double limit(double perSecond) {
        return threshold != null ? threshold : Thresholds.scores(perSecond);
    }

    private ScoreCusum at(double newLevel, double newSum, int newCount) {
        return new ScoreCusum(bar, reference, threshold, newLevel, newSum, newCount);
    }
}
