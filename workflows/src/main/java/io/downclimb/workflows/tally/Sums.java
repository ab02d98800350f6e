package io.downclimb.workflows.tally;

import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcomes of one generation of a circuit, as they add up between two reports. See {@link CircuitOutcomes} for the words. */
final class Sums {
    @Nullable
    Double bar;

    int good;
    int bad;
    int minor;
    int pending;
    int takenBack;
    int confirmed;
    int slow;
    int timed;
    int rateLimited;
    int invalid;
    private final List<Double> scores = new ArrayList<>();
    private @Nullable String judge;

    /** Scores of another judge do not compare: the newest judge's are kept. */
    void score(@Nullable Double rungBar, double score, String version) {
        bar = rungBar;
        if (!version.equals(judge)) {
            scores.clear();
            judge = version;
        }
        if (scores.size() < OutcomeReport.SCORES_AT_MOST) {
            scores.add(score);
        }
    }

    CircuitOutcomes of(CircuitId circuit, long generation) {
        return new CircuitOutcomes(
                circuit,
                generation,
                bar,
                good,
                bad,
                minor,
                pending,
                takenBack,
                confirmed,
                slow,
                timed,
                rateLimited,
                invalid,
                scores,
                judge);
    }
}
