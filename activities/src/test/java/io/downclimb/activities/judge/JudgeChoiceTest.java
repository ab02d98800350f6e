package io.downclimb.activities.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Judging.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeChoiceTest {
    private static final Judge A = new Judge("a", "m", null);
    private static final Judge B = new Judge("b", "m", null);
    private static final Judge C = new Judge("c", "m", null);
    private static final Judging ALL = new Judging("r", "x", 0.05, List.of(A, B, C));

    private static JudgeChoice choose(String answering, Set<Judge> away, Map<Judge, Standing> standings) {
        return JudgeChoice.of(
                ALL, answering, judge -> !away.contains(judge), judge -> standings.getOrDefault(judge, Standing.GOOD));
    }

    @Test
    void theFirstOnAnotherProviderJudges() {
        assertThat(choose("a", Set.of(), Map.of()).judge()).isEqualTo(B);
        assertThat(choose("b", Set.of(), Map.of()).judge()).isEqualTo(A);
    }

    @Test
    void oneThatCannotBeAskedIsPassedOver() {
        assertThat(choose("a", Set.of(B), Map.of()).judge()).isEqualTo(C);
    }

    @Test
    void oneInQuarantineIsPassedOverAndRemembered() {
        JudgeChoice choice = choose("a", Set.of(), Map.of(B, Standing.QUARANTINED));
        assertThat(choice).isEqualTo(new JudgeChoice(C, Standing.GOOD, List.of(B)));
    }

    @Test
    void oneThatNobodyCheckedIsTakenAndDoesNotCount() {
        JudgeChoice choice = choose("b", Set.of(), Map.of(A, Standing.UNCHECKED));
        assertThat(choice.judge()).isEqualTo(A);
        assertThat(choice.standing().counts()).isFalse();
    }

    @Test
    void whereNobodyIsLeftNobodyJudges() {
        assertThat(choose("a", Set.of(B, C), Map.of())).isEqualTo(new JudgeChoice(null, null, List.of()));
        assertThat(choose("a", Set.of(C), Map.of(B, Standing.QUARANTINED)))
                .isEqualTo(new JudgeChoice(null, null, List.of(B)));
    }

    @Test
    void standingIsAskedOfThoseAloneThatCouldJudge() {
        List<Judge> asked = new ArrayList<>();
        JudgeChoice.of(ALL, "a", judge -> true, judge -> {
            asked.add(judge);
            return Standing.GOOD;
        });
        assertThat(asked).containsExactly(B);
    }
}
