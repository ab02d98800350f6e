package io.downclimb.workflows.breaker;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Bernoulli CUSUM (Page, "Continuous Inspection Schemes", Biometrika 1954; Reynolds and Stoumbos, 1999).
 *
 * <ol>
 *   <li>A bad call adds ln(sick ÷ healthy), a good one takes ln((1 − healthy) ÷ (1 − sick)) away, never below 0. With 2 % against 15 % that
 *       is +2.01 and −0.142.
 *   <li>It trips at the threshold. At 8, four straight failures do.
 *   <li>In a batch the bad calls are taken as evenly spread among the good ones.
 * </ol>
 *
 * @param healthy the share of bad calls to live with (0..1)
 * @param sick the share of bad calls to notice (0..1), above healthy
 * @param threshold null: by load, see {@link Thresholds#calls}
 * @param factor of the threshold by load: a detector whose healthy share is its null hypothesis exactly needs more than 1
 * @param level where it stands
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cusum(double healthy, double sick, @Nullable Double threshold, double factor, double level)
        implements CallDetector {
    public static final Cusum ERRORS = of(0.02, 0.15, null);
    public static final Cusum VALIDATORS = of(0.02, 0.15, null);
    /**
     * The healthy share of slow calls is 5 % by definition, and what is slow was learned from 200 answers, so that it may be 7 % in
     * truth: the threshold stands higher.
     */
    public static final Cusum LATENCY = new Cusum(0.05, 0.30, null, 2, 0);

    public Cusum {
        if (!(healthy > 0 && healthy < sick && sick < 1)) {
            throw new IllegalArgumentException(
                    "healthy must be above 0 and below sick, and sick below 1; they are %s and %s"
                            .formatted(healthy, sick));
        }
    }

    public static Cusum of(double healthy, double sick, @Nullable Double threshold) {
        return new Cusum(healthy, sick, threshold, 1, 0);
    }

    @Override
    public Cusum hear(int good, int bad, long now) {
        int calls = good + bad;
        double sum = level;
        int heard = 0;
        for (int call = 1; call <= calls; call++) {
            // The n-th of b bad calls among c comes at place n·c ÷ b, rounded up to the middle of its stretch.
            boolean isBad = bad > 0 && ((long) call * bad + calls / 2) / calls > heard;
            if (isBad) {
                heard++;
                sum += badWeight();
            } else {
                sum = Math.max(0, sum - goodWeight());
            }
        }
        return at(sum);
    }

    @Override
    public Cusum takeBack(int bad, long now) {
        return at(Math.max(0, level - bad * (badWeight() + goodWeight())));
    }

    @Override
    public boolean trips(double perSecond, double strictness, long now) {
        return level >= limit(perSecond) * strictness;
    }

    @Override
    public Cusum fresh() {
        return at(0);
    }

    @Override
    public Map<String, Double> numbers(long now) {
        return Map.of("level", level);
    }

    @Override
    public double limit(double perSecond) {
        return threshold != null ? threshold : factor * Thresholds.calls(perSecond);
    }

    double badWeight() {
        return Math.log(sick / healthy);
    }

    double goodWeight() {
        return Math.log((1 - healthy) / (1 - sick));
    }

    private Cusum at(double newLevel) {
        return new Cusum(healthy, sick, threshold, factor, newLevel);
    }
}
