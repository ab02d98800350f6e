package io.downclimb.workflows.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a route's answers are judged once they have left.
 *
 * @param rubric the hash of the rubric's text
 * @param anchors the hash of the anchors' text; null for none
 * @param sample the share of answers judged while nothing is suspicious (0..1)
 * @param judges in order of preference: the first whose provider did not give the answer, whose breaker is not open and which is not
 *     quarantined
 */
public record Judging(String rubric, @Nullable String anchors, double sample, List<Judge> judges) {
    public Judging {
        judges = List.copyOf(judges);
    }

    /**
     * A model that judges.
     *
     * @param price null where it is not declared
     */
    public record Judge(
            String provider, String model, @Nullable Price price) {}

    /** The version of a judge's scores: they compare only where judge and rubric are the same. Eight hex digits. */
    public String version(Judge judge) {
        return Sha256.of(judge.provider() + "\n" + judge.model() + "\n" + rubric)
                .substring(0, 8);
    }
}
