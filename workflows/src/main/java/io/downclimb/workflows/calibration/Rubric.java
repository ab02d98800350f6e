package io.downclimb.workflows.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Scores of a rubric with five levels, mapped to 0, ¼, ½, ¾ and 1. Of all distributions with a given mean (and standard deviation) the
 * one of greatest entropy is taken: the weight of level x is exp(a·x + b·x²), and a and b are found by halving intervals.
 */
public final class Rubric {
    private static final List<Double> LEVELS = List.of(0.0, 0.25, 0.5, 0.75, 1.0);
    private static final int RESOLUTION = 20_000;
    private static final double STEEPEST = 300;

    /** The mean of answers that are worth nothing: a judge gives some of them a point. */
    public static final double GARBAGE_MEAN = 0.165;

    private Rubric() {}

    /** Answers that are worth nothing. */
    public static Scores garbage() {
        return scores(weights(slope(GARBAGE_MEAN, 0), 0));
    }

    /** Scores with this mean and standard deviation (0..1). */
    public static Scores.Resampled of(double mean, double deviation) {
        double bend = solve(b -> deviation(weights(slope(mean, b), b)), deviation);
        return scores(weights(slope(mean, bend), bend));
    }

    private static double slope(double mean, double bend) {
        return solve(a -> mean(weights(a, bend)), mean);
    }

    /** Where a growing function has the value. */
    private static double solve(DoubleUnaryOperator growing, double value) {
        double low = -STEEPEST;
        double high = STEEPEST;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            if (growing.applyAsDouble(middle) < value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double[] weights(double slope, double bend) {
        double[] logs = LEVELS.stream()
                .mapToDouble(level -> slope * level + bend * level * level)
                .toArray();
        double top = Arrays.stream(logs).max().orElse(0);
        double sum = 0;
        double[] weights = new double[logs.length];
        for (int level = 0; level < logs.length; level++) {
            weights[level] = Math.exp(logs[level] - top);
            sum += weights[level];
        }
        for (int level = 0; level < logs.length; level++) {
            weights[level] /= sum;
        }
        return weights;
    }

    private static double mean(double[] weights) {
        double mean = 0;
        for (int level = 0; level < weights.length; level++) {
            mean += weights[level] * LEVELS.get(level);
        }
        return mean;
    }

    private static double deviation(double[] weights) {
        double mean = mean(weights);
        double squares = 0;
        for (int level = 0; level < weights.length; level++) {
            squares += weights[level] * Math.pow(LEVELS.get(level) - mean, 2);
        }
        return Math.sqrt(squares);
    }

    private static Scores.Resampled scores(double[] weights) {
        List<Double> scores = new ArrayList<>();
        for (int level = 0; level < weights.length; level++) {
            for (long times = Math.round(weights[level] * RESOLUTION); times > 0; times--) {
                scores.add(LEVELS.get(level));
            }
        }
        return new Scores.Resampled(scores);
    }
}
