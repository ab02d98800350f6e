package io.downclimb.api.config;

import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Rung;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The judges of a route, as the file names them.
 *
 * @param judging with every judge of the file, also those whose provider is left out by {@code when-set}
 * @param texts the rubric and the anchors, by hash
 */
record Bench(Element at, Judging judging, Map<String, String> texts) {
    /** A judge does not watch its own house: a rung needs one on another provider. */
    static boolean canJudge(List<Judging.Judge> judges, Rung.Model rung) {
        return judges.stream().anyMatch(judge -> !judge.provider().equals(rung.provider()));
    }

    /** The rungs whose answers are to be judged. */
    static List<Rung.Model> judged(List<Hold> holds) {
        return holds.stream()
                .map(Hold::rung)
                .filter(Rung.Model.class::isInstance)
                .map(Rung.Model.class::cast)
                .filter(rung -> rung.quality() != null)
                .toList();
    }

    /** The judges whose provider is not left out. */
    List<Judging.Judge> present(Set<String> absent) {
        return judging.judges().stream()
                .filter(judge -> !absent.contains(judge.provider()))
                .toList();
    }

    /** The same judging by these judges alone. */
    Judging by(List<Judging.Judge> judges) {
        return new Judging(judging.rubric(), judging.anchors(), judging.sample(), judges);
    }
}
