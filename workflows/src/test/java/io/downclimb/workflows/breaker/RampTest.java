package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.HEALTH;
import static io.downclimb.workflows.breaker.Lab.QUALITY;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RampTest {
    @Test
    void afterErrorsAQuietRampTakesThreeStepsOfFiveSeconds() {
        Lab lab = ramping();
        assertThat(stepsOf(lab, HEALTH, 5_000)).containsExactly(0.10, 0.50, 1.00);
        assertThat(lab.last().cause()).isEqualTo("recovered");
        assertThat(lab.view(HEALTH).reason()).isNull();
    }

    @Test
    void afterQualityAQuietRampTakesFiveStepsOfTenSeconds() {
        Lab lab = Lab.touchy();
        lab.hear(calls(QUALITY).unbarred().bad(1));
        lab.candidate(QUALITY, "r");
        for (int probe = 0; probe < 3; probe++) {
            lab.good(lab.nextProbe());
        }
        assertThat(stepsOf(lab, QUALITY, 10_000)).containsExactly(0.01, 0.05, 0.25, 0.50, 1.00);
    }

    private static List<Double> stepsOf(Lab lab, CircuitId circuit, long stepMs) {
        List<Double> shares = new ArrayList<>();
        while (lab.phase(circuit) == Phase.RAMPING) {
            long generation = lab.generation(circuit);
            shares.add(lab.view(circuit).share());
            assertThat(lab.breaker.nextDue()).hasValue(lab.now + stepMs);
            lab.now += stepMs - 1;
            lab.tick();
            assertThat(lab.generation(circuit)).isEqualTo(generation);
            lab.now += 1;
            lab.tick();
            assertThat(lab.generation(circuit)).isEqualTo(generation + 1);
        }
        assertThat(lab.phase(circuit)).isEqualTo(Phase.CLOSED);
        return shares;
    }

    @Test
    void twentyCallsEndAStepBeforeItsTime() {
        Lab lab = ramping();
        lab.hear(calls(HEALTH).good(19));
        assertThat(lab.view(HEALTH).share()).isEqualTo(0.10);
        lab.hear(calls(HEALTH).good(1));
        assertThat(lab.view(HEALTH).share()).isEqualTo(0.50);
        lab.hear(calls(HEALTH).good(20));
        assertThat(lab.view(HEALTH).share()).isEqualTo(1.00);
        lab.hear(calls(HEALTH).good(20));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
    }

    @Test
    void halfTheThresholdOpensItAgainWithAFreshSchedule() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).bad(4));
        lab.candidate(HEALTH, "r");
        lab.good(lab.nextProbe());
        lab.hear(calls(HEALTH).bad(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
        lab.hear(calls(HEALTH).bad(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        assertThat(lab.last().numbers()).containsEntry("threshold", 4.0);
        assertThat(lab.view(HEALTH).until()).isEqualTo(lab.now + 5_000);
    }

    @Test
    void eachStepBeginsWithAFreshDetector() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).bad(4));
        lab.candidate(HEALTH, "r");
        lab.good(lab.nextProbe());
        for (int step = 0; step < 3; step++) {
            assertThat(lab.view(HEALTH).numbers()).containsEntry("errors-level", 0.0);
            lab.hear(calls(HEALTH).bad(1));
            lab.pass(5_000);
        }
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        assertThat(lab.view(HEALTH).numbers()).containsEntry("errors-level", 0.0);
    }

    private static Lab ramping() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        lab.good(lab.nextProbe());
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
        return lab;
    }
}
