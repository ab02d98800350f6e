package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.KEY;
import static io.downclimb.workflows.breaker.Lab.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LatchCircuitTest {
    @Test
    void aRefusedKeyIsAskedAgainWithinAMinuteAndClosesAtOnce() {
        Lab lab = new Lab();
        lab.refused(KEY, ErrorClass.AUTH, null);
        assertThat(lab.view(KEY).reason()).isEqualTo(Reason.LATCH);
        assertThat(lab.view(KEY).note()).isEqualTo("AUTH");
        lab.candidate(KEY, "r");
        long due = lab.now;
        for (int again = 0; again < 3; again++) {
            ProbeOrder order = lab.nextProbe();
            assertThat(order.notBefore() - due).isBetween(52_000L, 55_000L);
            due = order.notBefore();
            lab.answer(order, ErrorClass.AUTH, null, null);
            assertThat(lab.phase(KEY)).isEqualTo(Phase.OPEN);
            assertThat(lab.view(KEY).note()).isEqualTo("AUTH");
        }
        lab.good(lab.nextProbe());
        assertThat(lab.phase(KEY)).isEqualTo(Phase.CLOSED);
        assertThat(lab.view(KEY).note()).isNull();
        assertThat(lab.breaker.nextDue()).isEmpty();
    }

    @Test
    void aQuotaIsAskedForWhenTheProviderSaidSoButEachHour() {
        Lab lab = new Lab();
        long until = lab.now + 90 * 60_000;
        lab.refused(KEY, ErrorClass.QUOTA, until);
        lab.candidate(KEY, "r");
        assertThat(lab.view(KEY).until()).isEqualTo(lab.now + 60 * 60_000);
        lab.now += 3_599_000;
        lab.candidate(KEY, "r");
        lab.answer(lab.nextProbe(), ErrorClass.QUOTA, null, null);
        assertThat(lab.view(KEY).until()).isEqualTo(until);
    }

    @Test
    void aFurtherRefusalChangesNothingButTheTime() {
        Lab lab = new Lab();
        lab.refused(KEY, ErrorClass.QUOTA, null);
        long usual = lab.view(KEY).until();
        lab.refused(KEY, ErrorClass.AUTH, null);
        assertThat(lab.generation(KEY)).isEqualTo(1);
        assertThat(lab.view(KEY).until()).isEqualTo(usual);
        lab.refused(KEY, ErrorClass.QUOTA, lab.now + 300_000);
        assertThat(lab.generation(KEY)).isEqualTo(1);
        assertThat(lab.view(KEY).until()).isEqualTo(lab.now + 300_000);
    }

    @Test
    void aRefusalReportedBeforeItClosedIsOld() {
        Lab lab = new Lab();
        lab.refused(KEY, ErrorClass.AUTH, null);
        lab.candidate(KEY, "r");
        lab.good(lab.nextProbe());
        OutcomeReport late = new OutcomeReport(
                "slow",
                1,
                lab.now - 1,
                java.util.List.of(),
                java.util.Map.of(),
                java.util.List.of(new OutcomeReport.LatchNews(KEY, ErrorClass.AUTH, null)),
                java.util.List.of());
        lab.report(late);
        assertThat(lab.phase(KEY)).isEqualTo(Phase.CLOSED);
        lab.refused(KEY, ErrorClass.AUTH, null);
        assertThat(lab.phase(KEY)).isEqualTo(Phase.OPEN);
    }

    @ParameterizedTest
    @EnumSource(ErrorClass.class)
    void whatAKeyMeetsAfterItWasAcceptedClosesIt(ErrorClass errorClass) {
        Set<ErrorClass> stays = Set.of(
                ErrorClass.AUTH,
                ErrorClass.QUOTA,
                ErrorClass.MODEL_GONE,
                ErrorClass.OVERLOADED,
                ErrorClass.SILENT,
                ErrorClass.CONNECT,
                ErrorClass.LOST_WORKER);
        assertThat(after(KEY, ErrorClass.QUOTA, errorClass))
                .isEqualTo(stays.contains(errorClass) ? Phase.OPEN : Phase.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(ErrorClass.class)
    void whatAModelAnswersWithClosesIt(ErrorClass errorClass) {
        Set<ErrorClass> closes = Set.of(
                ErrorClass.CONTEXT_LENGTH,
                ErrorClass.CONTENT_POLICY,
                ErrorClass.CUT,
                ErrorClass.MALFORMED,
                ErrorClass.REJECTED);
        assertThat(after(MODEL, ErrorClass.MODEL_GONE, errorClass))
                .isEqualTo(closes.contains(errorClass) ? Phase.CLOSED : Phase.OPEN);
    }

    @Test
    void withoutARequestToCopyItWaitsForOne() {
        Lab lab = new Lab();
        lab.refused(MODEL, ErrorClass.MODEL_GONE, null);
        assertThat(lab.breaker.nextDue()).isEmpty();
        lab.now += 1_000_000;
        lab.candidate(MODEL, "r");
        assertThat(lab.tick()).hasSize(1);
    }

    private static Phase after(CircuitId circuit, ErrorClass refusal, ErrorClass met) {
        Lab lab = new Lab();
        lab.refused(circuit, refusal, null);
        lab.candidate(circuit, "r");
        lab.answer(lab.nextProbe(), met, null, null);
        return lab.phase(circuit);
    }
}
