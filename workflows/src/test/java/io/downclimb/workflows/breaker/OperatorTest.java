package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.HEALTH;
import static io.downclimb.workflows.breaker.Lab.KEY;
import static io.downclimb.workflows.breaker.Lab.MODEL;
import static io.downclimb.workflows.breaker.Lab.QUALITY;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.workflows.activity.ErrorClass;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorTest {
    @Test
    void whatAnOperatorOpensStaysOpenUntilItIsReleasedAndIsThenProbedAtOnce() {
        Lab lab = Lab.touchy();
        lab.operate(HEALTH, OperatorAction.Kind.OPEN);
        assertThat(lab.view(HEALTH).forced()).isTrue();
        assertThat(lab.view(HEALTH).note()).isEqualTo("because");
        assertThat(lab.last().author()).isEqualTo("ann");
        lab.candidate(HEALTH, "r");
        lab.hear(calls(HEALTH).good(100));
        lab.now += 60_000;
        assertThat(lab.tick()).isEmpty();
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);

        lab.operate(HEALTH, OperatorAction.Kind.RELEASE);
        assertThat(lab.view(HEALTH).reason()).isEqualTo(Reason.OPERATOR);
        assertThat(lab.view(HEALTH).forced()).isFalse();
        ProbeOrder order = lab.tick().getFirst();
        assertThat(order.notBefore()).isEqualTo(lab.now);
        lab.good(order);
        lab.pass(15_000);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
    }

    @Test
    void whatAnOperatorClosesStaysClosedWhateverIsHeard() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.operate(HEALTH, OperatorAction.Kind.CLOSE);
        lab.hear(calls(HEALTH).bad(100).slow(50, 50));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        assertThat(lab.view(HEALTH).numbers().get("errors-level")).isGreaterThan(8);
        lab.operate(HEALTH, OperatorAction.Kind.RELEASE);
        assertThat(lab.view(HEALTH).numbers()).containsEntry("errors-level", 0.0);
        lab.hear(calls(HEALTH).bad(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
    }

    @Test
    void aForcedCircuitIgnoresRefusalsAndPages() {
        Lab lab = new Lab();
        lab.refused(KEY, ErrorClass.AUTH, null);
        lab.operate(KEY, OperatorAction.Kind.CLOSE);
        lab.refused(KEY, ErrorClass.AUTH, null);
        assertThat(lab.phase(KEY)).isEqualTo(Phase.CLOSED);
        lab.operate(HEALTH, OperatorAction.Kind.CLOSE);
        lab.page(io.downclimb.workflows.status.StatusLevel.MAJOR_OUTAGE, 1);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
    }

    @Test
    void aReleasedLatchClosesAfterOneGoodProbe() {
        Lab lab = new Lab();
        lab.operate(MODEL, OperatorAction.Kind.OPEN);
        lab.candidate(MODEL, "r");
        lab.operate(MODEL, OperatorAction.Kind.RELEASE);
        lab.good(lab.tick().getFirst());
        assertThat(lab.phase(MODEL)).isEqualTo(Phase.CLOSED);
    }

    @Test
    void aReleasedQualityCircuitIsProbedAtOnceAndRamps() {
        Lab lab = Lab.touchy();
        lab.hear(calls(QUALITY).good(1));
        lab.operate(QUALITY, OperatorAction.Kind.OPEN);
        lab.candidate(QUALITY, "r");
        lab.operate(QUALITY, OperatorAction.Kind.RELEASE);
        for (int probe = 0; probe < 3; probe++) {
            ProbeOrder order = lab.nextProbe();
            assertThat(order.notBefore()).isEqualTo(lab.now);
            lab.answer(order, null, 0.9, 100L);
        }
        assertThat(lab.view(QUALITY).share()).isEqualTo(0.01);
    }

    @Test
    void recalibratingHealthForgetsWhatWasLearned() {
        Lab lab = new Lab();
        long[] times = new long[200];
        Arrays.fill(times, 900);
        lab.learn("m", times);
        lab.hear(calls(HEALTH).good(1));
        lab.operate(HEALTH, OperatorAction.Kind.RECALIBRATE);
        assertThat(lab.breaker.view(lab.now).baselines()).isEmpty();
        Transition said = lab.last();
        assertThat(said.from()).isEqualTo(Phase.CLOSED);
        assertThat(said.to()).isEqualTo(Phase.CLOSED);
        assertThat(said.generation()).isEqualTo(1);
        assertThat(said.note()).isEqualTo("because");
    }

    @Test
    void recalibratingDuringAProbeMakesAnotherOnceThatOneIsBack() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        ProbeOrder old = lab.nextProbe();
        lab.operate(HEALTH, OperatorAction.Kind.RECALIBRATE);
        assertThat(lab.tick()).isEmpty();
        lab.good(old);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.HALF_OPEN);
        ProbeOrder next = lab.nextProbe();
        assertThat(next.generation()).isGreaterThan(old.generation());
        lab.good(next);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
    }

    @Test
    void openingDuringAProbeLetsItComeBackForNothing() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        ProbeOrder old = lab.nextProbe();
        lab.operate(HEALTH, OperatorAction.Kind.OPEN);
        lab.operate(HEALTH, OperatorAction.Kind.RELEASE);
        assertThat(lab.tick()).isEmpty();
        lab.good(old);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        assertThat(lab.tick()).hasSize(1);
    }

    @Test
    void anOrderThatNobodyTookIsWithdrawn() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        lab.now += 5_000;
        lab.breaker.tick(lab.now, lab.random);
        lab.operate(HEALTH, OperatorAction.Kind.OPEN);
        assertThat(lab.breaker.takeProbes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "health, RELEASE, why, ann, not held by an operator",
        "health, OPEN, ' ', ann, reason is blank",
        "health, OPEN, why, '', author is blank",
        "quality/r/t/v, OPEN, why, ann, has not heard of circuit",
        "key/0123, CLOSE, why, ann, has not heard of circuit",
        "health/m, OPEN, why, ann, per provider",
        "model/m, RECALIBRATE, why, ann, learns nothing",
    })
    void whatCannotBeDoneIsToldWithTheFix(
            String circuit, OperatorAction.Kind kind, String reason, String author, String told) {
        Lab lab = new Lab();
        OperatorAction action = new OperatorAction(CircuitId.parse(circuit), kind, reason, author);
        assertThatThrownBy(() -> lab.breaker.check(action))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told);
        assertThatThrownBy(() -> lab.breaker.operate(action, lab.now, lab.random))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(lab.breaker.view(lab.now).circuits()).isEmpty();
    }
}
