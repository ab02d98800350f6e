package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.QUALITY;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.status.StatusLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QualityCircuitTest {
    @Test
    void answersThatValidatorsRejectOpenIt() {
        Lab lab = new Lab();
        lab.hear(calls(QUALITY).good(9).bad(4));
        lab.hear(calls(QUALITY).good(2).bad(4));
        assertThat(lab.view(QUALITY).reason()).isEqualTo(Reason.VALIDATORS);
        assertThat(lab.last().numbers()).containsKeys("level", "threshold", "perSecond", "good", "bad");
    }

    @Test
    void scoresBelowTheBarOpenIt() {
        Lab lab = new Lab();
        lab.hear(calls(QUALITY).scores("j", 0.2, 6));
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.CLOSED);
        lab.hear(calls(QUALITY).scores("j", 0.2, 1));
        assertThat(lab.view(QUALITY).reason()).isEqualTo(Reason.QUALITY);
        assertThat(lab.last().numbers()).containsEntry("threshold", 3.5).containsEntry("scores", 7.0);
    }

    @Test
    void withoutABarScoresAreOnlyCounted() {
        Lab lab = Lab.touchy();
        lab.hear(calls(QUALITY).unbarred().scores("j", 0.0, 60));
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.CLOSED);
        assertThat(lab.drain().buckets().getFirst().counts()).containsEntry("scores", 60L);
    }

    @Test
    void moreIsJudgedWhileScoresAreSuspiciousAndOnTheRampAndWhenThePageTellsOfTrouble() {
        Lab lab = new Lab();
        lab.hear(calls(QUALITY).scores("j", 0.9, 3));
        assertThat(lab.view(QUALITY).sample()).isEqualTo(1);
        lab.hear(calls(QUALITY).scores("j", 0.2, 2));
        assertThat(lab.view(QUALITY).sample()).isEqualTo(10);
        lab.page(StatusLevel.DEGRADED, 1);
        assertThat(lab.view(QUALITY).sample()).isEqualTo(20);
        lab.now += 180_001;
        assertThat(lab.view(QUALITY).sample()).isEqualTo(10);

        Lab back = tripped();
        probes(back, 0.8, 0.8, 0.8);
        assertThat(back.phase(QUALITY)).isEqualTo(Phase.RAMPING);
        assertThat(back.view(QUALITY).sample()).isEqualTo(20);
    }

    @Test
    void anotherJudgeBeginsAfresh() {
        Lab lab = new Lab();
        lab.hear(calls(QUALITY).scores("j", 0.2, 6));
        lab.hear(calls(QUALITY).scores("other", 0.2, 6));
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.CLOSED);
        assertThat(lab.view(QUALITY).numbers()).containsEntry("calibrating", 6.0);
        lab.hear(calls(QUALITY).scores("other", 0.2, 1));
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.OPEN);
    }

    @Test
    void threeHundredScoresAreFrozenAsHealthy() {
        Lab lab = new Lab();
        // Mean 0.8, deviation 0.2: k = 0.74 is only 0.06 below, so it is lowered to 0.7.
        for (int pair = 0; pair < 150; pair++) {
            lab.hear(calls(QUALITY).scores("j", 1.0, 0.6));
        }
        assertThat(lab.view(QUALITY).numbers().get("calibrated-mean")).isCloseTo(0.8, within(1e-9));
        assertThat(lab.view(QUALITY).numbers().get("calibrated-deviation")).isCloseTo(0.2, within(1e-3));
        ScoreCusum detector = (ScoreCusum) quality(lab).scores();
        assertThat(detector.reference()).isCloseTo(0.7, within(1e-3));

        lab.hear(calls(QUALITY).scores("j", 0.0, 1));
        assertThat(lab.view(QUALITY).numbers().get("calibrated-mean")).isCloseTo(0.8, within(1e-9));

        lab.operate(QUALITY, OperatorAction.Kind.RECALIBRATE);
        assertThat(((ScoreCusum) quality(lab).scores()).reference()).isCloseTo(0.74, within(1e-9));
        assertThat(lab.view(QUALITY).numbers()).doesNotContainKey("calibrated-mean");
    }

    @Test
    void aMeanFarAboveTheReferenceLeavesItAlone() {
        Lab lab = new Lab();
        for (int turn = 0; turn < 5; turn++) {
            lab.hear(calls(QUALITY).scores("j", 0.9, 60));
        }
        assertThat(((ScoreCusum) quality(lab).scores()).reference()).isCloseTo(0.74, within(1e-9));
    }

    @Test
    void scoresFromBeforeATripAreNotTakenForHealthy() {
        Lab lab = new Lab();
        lab.hear(calls(QUALITY).scores("j", 0.0, 60));
        assertThat(quality(lab).calibration().count()).isZero();
    }

    @Test
    void afterTheCooldownDifferentRequestsAreProbedOneAfterTheOther() {
        Lab lab = tripped();
        assertThat(lab.view(QUALITY).until()).isEqualTo(lab.now + 100_000);
        long tripped = lab.now;
        Set<String> copied = new HashSet<>();
        for (int probe = 0; probe < 3; probe++) {
            ProbeOrder order = lab.nextProbe();
            assertThat(order.notBefore()).isGreaterThanOrEqualTo(tripped + 100_000);
            assertThat(order.judged()).isTrue();
            assertThat(lab.tick()).isEmpty();
            copied.add(order.candidate().requestId());
            lab.answer(order, null, 0.7, 100L);
        }
        assertThat(copied).hasSize(3);
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.RAMPING);
        assertThat(lab.view(QUALITY).share()).isEqualTo(0.01);
    }

    @Test
    void fewRequestsAreCopiedAgain() {
        Lab lab = Lab.touchy();
        lab.hear(calls(QUALITY).bad(1));
        lab.candidate(QUALITY, "only");
        probes(lab, 0.8, 0.8, 0.8);
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.RAMPING);
    }

    /** Three probes; "-" stands for a score that is missing. */
    @ParameterizedTest
    @CsvSource({
        "0.7, 0.7, 0.7, RAMPING, probe good, 0",
        "1.0, 0.9, 0.2, RAMPING, probe good, 0",
        "0.8, -, 0.8, RAMPING, probe good, 0",
        "0.6, 0.7, 0.7, OPEN, probe bad, 100000",
        "0.6, -, 0.7, OPEN, probe bad, 100000",
        "-, -, 0.8, OPEN, scores missing, 10000",
    })
    void theMeanOfTheProbesDecides(String first, String second, String third, Phase next, String cause, long wait) {
        Lab lab = tripped();
        List<Double> scores = new ArrayList<>();
        for (String text : List.of(first, second, third)) {
            scores.add(text.equals("-") ? null : Double.valueOf(text));
        }
        probes(lab, scores.toArray(Double[]::new));
        assertThat(lab.phase(QUALITY)).isEqualTo(next);
        assertThat(lab.last().cause()).isEqualTo(cause);
        if (next == Phase.OPEN) {
            assertThat(lab.view(QUALITY).until()).isEqualTo(lab.now + wait);
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorClass.class)
    void anAnswerThatIsNotWholeIsBadAndNoAnswerIsNoNews(ErrorClass errorClass) {
        Lab lab = tripped();
        lab.answer(lab.nextProbe(), null, 0.9, 100L);
        lab.answer(lab.nextProbe(), errorClass, null, null);
        boolean bad = Set.of(ErrorClass.REJECTED, ErrorClass.MALFORMED, ErrorClass.CUT)
                .contains(errorClass);
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.OPEN);
        assertThat(lab.last().cause()).isEqualTo(bad ? "probe bad" : "probe without news");
        assertThat(lab.view(QUALITY).until()).isEqualTo(lab.now + (bad ? 100_000 : 10_000));
    }

    @Test
    void aRungWithoutABarIsProbedWithoutAJudge() {
        Lab lab = Lab.touchy();
        lab.hear(calls(QUALITY).unbarred().bad(1));
        lab.candidate(QUALITY, "r");
        for (int probe = 0; probe < 3; probe++) {
            ProbeOrder order = lab.nextProbe();
            assertThat(order.judged()).isFalse();
            lab.good(order);
        }
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.RAMPING);
    }

    @Test
    void aCanarySaysNothingAboutARoute() {
        Lab lab = new Lab(Lab.with(
                Cusum.of(0.02, 0.15, 1.0),
                null,
                BreakerSettings.DEFAULT.cooldown(),
                new BreakerSettings.Canary("m", "hello")));
        lab.hear(calls(QUALITY).bad(1));
        assertThat(lab.breaker.nextDue()).isEmpty();
    }

    @Test
    void onTheRampHalfTheThresholdIsEnough() {
        Lab lab = tripped();
        probes(lab, 0.8, 0.8, 0.8);
        lab.hear(calls(QUALITY).scores("j", 0.45));
        assertThat(lab.view(QUALITY).reason()).isEqualTo(Reason.QUALITY);
        assertThat(lab.phase(QUALITY)).isEqualTo(Phase.OPEN);
        assertThat(lab.last().numbers()).containsEntry("threshold", 0.25);
    }

    @Test
    void theTrickleDoesNotShortenTheCooldown() {
        Lab lab = tripped();
        long generation = lab.generation(QUALITY);
        lab.hear(calls(QUALITY).good(100).scores("j", 1.0, 60));
        assertThat(lab.generation(QUALITY)).isEqualTo(generation);
    }

    private static Watch.Quality quality(Lab lab) {
        return (Watch.Quality) lab.breaker.state().circuits().getFirst().watch();
    }

    /** Open for quality, with requests to copy. */
    private static Lab tripped() {
        Lab lab = Lab.touchy();
        lab.hear(calls(QUALITY).scores("j", 0.0, 1));
        assertThat(lab.view(QUALITY).reason()).isEqualTo(Reason.QUALITY);
        for (int request = 0; request < 5; request++) {
            lab.candidate(QUALITY, "r" + request);
        }
        return lab;
    }

    private static void probes(Lab lab, @Nullable Double... scores) {
        for (Double score : scores) {
            if (lab.phase(QUALITY) == Phase.OPEN && !lab.transitions.isEmpty()) {
                return;
            }
            lab.answer(lab.nextProbe(), null, score, 100L);
            lab.drain();
        }
    }
}
