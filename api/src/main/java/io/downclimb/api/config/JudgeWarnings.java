package io.downclimb.api.config;

import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Rung;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a route is judged on this machine, and warnings where that is less than the file seems to say. */
final class JudgeWarnings {
    private JudgeWarnings() {}

    /**
     * How the answers are judged here; null where none is.
     *
     * @param bench null where the route has no judge
     * @param kept the rungs that are not left out
     * @param absent the providers that are
     */
    static @Nullable Judging judging(@Nullable Bench bench, List<Hold> kept, Set<String> absent, Warnings warnings) {
        if (bench == null) {
            kept.stream()
                    .filter(hold -> isJudged(hold.rung()))
                    .forEach(hold ->
                            warnings.add(hold.at().key() + ".quality", "is not judged: add judge to the route"));
            return null;
        }
        String key = bench.at().key();
        List<Rung.Model> judged = Bench.judged(kept);
        if (judged.isEmpty()) {
            warnings.add(key, "no rung has a quality, so nothing is judged");
            return null;
        }
        List<Judging.Judge> judges = bench.present(absent);
        List<String> left = judged.stream()
                .filter(rung -> !Bench.canJudge(judges, rung))
                .map(Rung.Model::tier)
                .toList();
        if (left.size() == judged.size()) {
            warnings.add(key, "when-set leaves no judge on another provider than the answers', so nothing is judged");
            return null;
        }
        left.forEach(tier -> warnings.add(
                key,
                "when-set leaves no judge on another provider than that of the rung %s, which is not judged"
                        .formatted(tier)));
        return bench.by(judges);
    }

    private static boolean isJudged(@Nullable Rung rung) {
        return rung instanceof Rung.Model model && model.quality() != null;
    }
}
