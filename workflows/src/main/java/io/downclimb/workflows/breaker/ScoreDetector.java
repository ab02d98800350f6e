package io.downclimb.workflows.breaker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/** Tells from judge scores whether quality has fallen. Immutable: hearing returns the detector that has heard. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ScoreCusum.class, name = "cusum"),
    @JsonSubTypes.Type(value = ScoreMean.class, name = "mean")
})
public sealed interface ScoreDetector permits ScoreCusum, ScoreMean {
    /**
     * Hears one score (0..1).
     *
     * @param now in ms since 1970
     */
    ScoreDetector hear(double score, long now);

    /** As {@link CallDetector#trips}; the rate is that of the circuit's calls, judged or not. */
    boolean trips(double perSecond, double strictness, long now);

    /** Whether more answers should be judged to decide sooner. */
    boolean suspicious(double perSecond, double strictness, long now);

    /** What it trips at under this load, before any strictness. */
    double limit(double perSecond);

    ScoreDetector fresh();

    /** Whether a mean is below a bar by more than the rounding of sums: scores that all stand at the bar reach it. */
    static boolean below(double mean, double bar) {
        return mean < bar - 1e-9;
    }

    Map<String, Double> numbers(long now);
}
