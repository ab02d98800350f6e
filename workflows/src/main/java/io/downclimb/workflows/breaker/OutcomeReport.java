package io.downclimb.workflows.breaker;

import io.downclimb.workflows.activity.ErrorClass;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one node has seen of one provider since its last report: counts, so that a report's size and number depend on nodes, not on
 * requests.
 *
 * @param node who reports; a restarted node is another one
 * @param sequence counts the node's reports of this provider from 1; one that was heard already is passed over
 * @param at when it was put together, in ms since 1970
 * @param firstContent times to first content of whole answers, by model
 * @param latches keys and models that were refused
 * @param candidates requests that were kept from a circuit and could be copied for a probe, at most one for each circuit
 */
public record OutcomeReport(
        String node,
        long sequence,
        long at,
        List<CircuitOutcomes> circuits,
        Map<String, LatencyHistogram> firstContent,
        List<LatchNews> latches,
        List<Candidate> candidates) {
    /** Scores within a report are listed up to this number; further ones are left out, as if they had not been sampled. */
    public static final int SCORES_AT_MOST = 64;

    public OutcomeReport {
        circuits = List.copyOf(circuits);
        firstContent = Map.copyOf(firstContent);
        latches = List.copyOf(latches);
        candidates = List.copyOf(candidates);
    }

    /**
     * The outcomes of calls that were let through by one generation of a circuit. Of another generation than the present one they
     * change nothing.
     *
     * <p>For a health circuit good and bad are calls; for a quality circuit they are answers that validators accepted and rejected.
     *
     * @param bar the rung's quality bar (0..1), for a quality circuit; null where it has none
     * @param minor bad calls of little weight (malformed answers): four make one bad call; not among the bad
     * @param pending calls that have waited for their first content longer than a healthy provider lets them, newly so
     * @param takenBack calls reported as pending before that ended well after all; they are among the good
     * @param confirmed calls reported as pending before that ended badly; they are not among the bad again
     * @param slow of the good calls, those slower than the healthy 95th percentile
     * @param timed of the good calls, those that could be compared with it
     * @param rateLimited calls turned away with 429; no news about health
     * @param invalid calls that were wrong in themselves; no news about health
     * @param scores of the judge, in the order they came
     * @param judge the judge's version, which the scores are of; null where there are none
     */
    public record CircuitOutcomes(
            CircuitId circuit,
            long generation,
            @Nullable Double bar,
            int good,
            int bad,
            int minor,
            int pending,
            int takenBack,
            int confirmed,
            int slow,
            int timed,
            int rateLimited,
            int invalid,
            List<Double> scores,
            @Nullable String judge) {
        public CircuitOutcomes {
            scores = List.copyOf(scores);
        }
    }

    /**
     * A key or a model was refused.
     *
     * @param circuit a {@link CircuitId.Key} or a {@link CircuitId.Model}
     * @param errorClass QUOTA, AUTH or MODEL_GONE
     * @param until when it may be asked again, in ms since 1970, where the provider said so
     */
    public record LatchNews(
            CircuitId circuit,
            ErrorClass errorClass,
            @Nullable Long until) {}

    /**
     * A request that was kept from a circuit.
     *
     * @param rung the index of the rung that would have called
     * @param at when it was kept, in ms since 1970
     */
    public record Candidate(CircuitId circuit, String requestId, String policyHash, int rung, long at) {}
}
