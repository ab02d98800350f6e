package io.downclimb.activities.judge;

import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Judging.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who judges: the first of the route's judges that is on another provider than the one that answered, can be asked, and is not
 * quarantined.
 *
 * @param judge null where there is none
 * @param standing of the judge; null where there is none
 * @param quarantined judges that would have come before it, had they not drifted
 */
record JudgeChoice(@Nullable Judge judge, @Nullable Standing standing, List<Judge> quarantined) {
    JudgeChoice {
        quarantined = List.copyOf(quarantined);
    }

    /**
     * Chooses.
     *
     * @param answering the provider that gave the answer
     * @param available whether a judge can be asked just now: configured here, and no breaker against it
     * @param standings what is known of a judge; asked in order, and only of those that could be chosen
     */
    static JudgeChoice of(
            Judging judging, String answering, Predicate<Judge> available, Function<Judge, Standing> standings) {
        List<Judge> quarantined = new ArrayList<>();
        for (Judge judge : judging.judges()) {
            if (judge.provider().equals(answering) || !available.test(judge)) {
                continue;
            }
            Standing standing = standings.apply(judge);
            if (standing != Standing.QUARANTINED) {
                return new JudgeChoice(judge, standing, quarantined);
            }
            quarantined.add(judge);
        }
        return new JudgeChoice(null, null, quarantined);
    }
}
