package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.HEALTH;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CircuitsTest {
    @Test
    void theCircuitNotHeardForLongestMakesRoom() {
        Lab lab = Lab.touchy();
        lab.hear(calls(rung(0)).bad(1));
        for (int rung = 1; rung <= 250; rung++) {
            lab.now += 1_000;
            lab.hear(calls(rung(rung)).good(1));
        }
        List<CircuitId> kept = lab.breaker.view(lab.now).circuits().stream()
                .map(CircuitView::id)
                .toList();
        assertThat(kept).hasSize(200).contains(rung(0), rung(250)).doesNotContain(rung(1), rung(51));
        assertThat(lab.drain().buckets()).hasSize(251);
    }

    @Test
    void noGenerationOfADroppedCircuitIsUsedAgain() {
        Lab lab = Lab.touchy();
        lab.operate(HEALTH, OperatorAction.Kind.CLOSE);
        lab.operate(HEALTH, OperatorAction.Kind.RELEASE);
        long last = lab.generation(HEALTH);
        for (int rung = 0; rung < 200; rung++) {
            lab.now += 1_000;
            lab.hear(calls(rung(rung)).good(1));
            lab.operate(rung(rung), OperatorAction.Kind.CLOSE);
        }
        assertThat(lab.breaker.view(lab.now).circuit(HEALTH)).isEmpty();
        lab.operate(rung(0), OperatorAction.Kind.RELEASE);
        lab.hear(calls(HEALTH).good(1));
        assertThat(lab.generation(HEALTH)).isGreaterThanOrEqualTo(last);
        lab.hear(calls(HEALTH).bad(1));
        assertThat(lab.last().generation()).isGreaterThan(last);
    }

    @Test
    void theSameSettingsChangeNothingAndOthersBeginAfresh() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).bad(3));
        lab.drain();
        lab.breaker.configure(BreakerSettings.DEFAULT, lab.now);
        assertThat(lab.breaker.changed()).isFalse();
        assertThat(lab.view(HEALTH).numbers().get("errors-level")).isGreaterThan(6);

        lab.breaker.configure(Lab.with(Cusum.of(0.01, 0.2, 3.0), null, Duration.ofSeconds(9), null), lab.now);
        assertThat(lab.breaker.changed()).isTrue();
        assertThat(lab.view(HEALTH).numbers()).containsEntry("errors-level", 0.0);
        lab.hear(calls(HEALTH).bad(2));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        lab.breaker.configure(BreakerSettings.DEFAULT, lab.now);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
    }

    @Test
    void bucketsAreWrittenAsTotalsOnceTheyChanged() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).good(3).generation(77));
        assertThat(lab.drain().buckets()).singleElement().satisfies(bucket -> {
            assertThat(bucket.from()).isEqualTo(Lab.START);
            assertThat(bucket.counts()).containsEntry("good", 3L);
        });
        lab.now += 9_999;
        lab.hear(calls(HEALTH).good(2).bad(1));
        assertThat(lab.drain().buckets().getFirst().counts())
                .containsEntry("good", 5L)
                .containsEntry("bad", 1L);
        lab.now += 1;
        lab.hear(calls(HEALTH).good(1));
        assertThat(lab.drain().buckets().getFirst().counts()).containsEntry("good", 1L);
        lab.now += 600_000;
        lab.hear(calls(HEALTH).good(1));
        assertThat(lab.breaker.state().circuits().getFirst().windows()).hasSize(1);
    }

    @Test
    void nodesThatFellSilentAreForgottenWithoutHearingThemTwice() {
        Lab lab = new Lab();
        OutcomeReport report = new OutcomeReport(
                "gone", 1, lab.now, List.of(calls(HEALTH).good(1).outcomes(0)), Map.of(), List.of(), List.of());
        lab.report(report);
        lab.now += 3_600_001;
        lab.hear(calls(HEALTH).good(1));
        assertThat(lab.breaker.state().heard()).containsOnlyKeys("n");
        lab.drain();
        lab.report(report);
        assertThat(lab.breaker.changed()).isFalse();
    }

    private static CircuitId rung(int number) {
        return new CircuitId.Quality("r", "t", "v" + number);
    }
}
