package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.HEALTH;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCircuitTest {
    @Test
    void fourFailuresInARowAtOneASecondOpenIt() {
        Lab lab = new Lab();
        for (int call = 1; call <= 3; call++) {
            lab.hear(calls(HEALTH).bad(1));
            lab.now += 1_000;
            assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        }
        lab.hear(calls(HEALTH).bad(1));

        assertThat(lab.view(HEALTH).reason()).isEqualTo(Reason.ERRORS);
        assertThat(lab.view(HEALTH).share()).isZero();
        Transition trip = lab.last();
        assertThat(trip.cause()).isEqualTo("errors");
        assertThat(trip.generation()).isEqualTo(1);
        assertThat(trip.numbers())
                .containsEntry("threshold", 8.0)
                .containsEntry("bad", 1.0)
                .containsEntry("good", 0.0);
        assertThat(trip.numbers().get("level")).isGreaterThanOrEqualTo(8);
        assertThat(trip.numbers().get("perSecond")).isEqualTo(0.4);
    }

    @ParameterizedTest
    @CsvSource({"0.2,1", "1,1", "10,1", "100,1", "0.2,10", "1,10", "10,10", "100,10"})
    void aHealthyProviderTripsNothing(double perSecond, int reportSeconds) {
        for (int seed = 0; seed < 2; seed++) {
            Lab lab = new Lab();
            Random chance = new Random(seed);
            double due = 0;
            for (int heard = 0; heard < 3_600; ) {
                due += perSecond * reportSeconds;
                int batch = (int) due;
                due -= batch;
                int bad = (int)
                        chance.ints(batch, 0, 1_000).filter(die -> die < 5).count();
                lab.hear(calls(HEALTH).good(batch - bad).bad(bad));
                heard += batch;
                lab.breaker.drain(lab.now);
                lab.now += reportSeconds * 1_000L;
            }
            assertThat(lab.generation(HEALTH)).isZero();
        }
    }

    @Test
    void callsThatHangOpenItBeforeTheyHaveFailed() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).pending(4));
        assertThat(lab.view(HEALTH).reason()).isEqualTo(Reason.ERRORS);
    }

    @Test
    void aCallThatAnswersLateIsTakenBack() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).pending(3));
        lab.hear(calls(HEALTH).takenBack(3));
        assertThat(lab.view(HEALTH).numbers()).containsEntry("errors-level", 0.0);
        lab.hear(calls(HEALTH).bad(3));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
    }

    @Test
    void aConfirmedFailureIsNotHeardTwice() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).pending(3));
        lab.hear(calls(HEALTH).confirmed(3));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
    }

    @Test
    void fourCallsOfLittleWeightAreOneBadCall() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).minor(2));
        lab.hear(calls(HEALTH).minor(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        lab.hear(calls(HEALTH).minor(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
    }

    @Test
    void theRemainderOfCallsOfLittleWeightIsCarriedOn() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).minor(15));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        lab.hear(calls(HEALTH).minor(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
    }

    @Test
    void slowCallsOpenItForLatency() {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).slow(10, 10));
        assertThat(lab.view(HEALTH).reason()).isEqualTo(Reason.LATENCY);
        assertThat(lab.last().numbers()).containsEntry("threshold", 16.0);
    }

    @Test
    void aReportOfThirtySecondsAgoIsOnlyCounted() {
        Lab lab = Lab.touchy();
        lab.hearAt(lab.now - 30_001, calls(HEALTH).bad(100));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        assertThat(lab.drain().buckets().getFirst().counts()).containsEntry("bad", 100L);
        lab.hearAt(lab.now - 30_000, calls(HEALTH).bad(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
    }

    @Test
    void aReportIsHeardOnce() {
        Lab lab = new Lab();
        OutcomeReport report = new OutcomeReport(
                "other", 5, lab.now, List.of(calls(HEALTH).bad(3).outcomes(0)), Map.of(), List.of(), List.of());
        lab.report(report);
        lab.report(report);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        assertThat(lab.drain().buckets().getFirst().counts()).containsEntry("bad", 3L);
    }

    @Test
    void aLateResultOfAnOlderGenerationChangesNothing() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        lab.good(lab.nextProbe());
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
        long generation = lab.generation(HEALTH);

        lab.hear(
                calls(HEALTH).generation(generation - 1).bad(50),
                calls(HEALTH).generation(0).good(50));

        assertThat(lab.generation(HEALTH)).isEqualTo(generation);
        assertThat(lab.view(HEALTH).share()).isEqualTo(0.1);
    }

    @Test
    void aLateProbeOfAnOlderGenerationClosesNothing() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        ProbeOrder first = lab.nextProbe();
        lab.bad(first);
        lab.good(first);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        ProbeOrder second = lab.nextProbe();
        lab.good(first);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.HALF_OPEN);
        lab.good(second);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
    }

    @Test
    void probesComeFiveTenAndFifteenSecondsApartHoweverLongTheyTake() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        long due = lab.now;
        for (long interval : new long[] {5_000, 10_000, 15_000, 15_000, 15_000}) {
            ProbeOrder order = lab.nextProbe();
            assertThat(lab.now).isEqualTo(order.notBefore() - 1_000);
            assertThat(order.notBefore() - due).isBetween((long) (interval * 0.95), interval);
            due = order.notBefore();
            lab.now = due + 3_000;
            lab.bad(order);
            assertThat(lab.last().cause()).isEqualTo("probe bad");
        }
    }

    @Test
    void dueTimesThatPassDuringAProbeAreSkipped() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        ProbeOrder order = lab.nextProbe();
        lab.now = order.notBefore() + 32_000;
        lab.bad(order);
        // Due were 10, 25 and 40 s after the first.
        assertThat(lab.view(HEALTH).until() - order.notBefore()).isBetween(38_000L, 40_000L);
    }

    @Test
    void withoutARequestToCopyItWaitsForOne() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        assertThat(lab.breaker.nextDue()).isEmpty();
        lab.now += 500_000;
        assertThat(lab.tick()).isEmpty();
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);

        lab.candidate(HEALTH, "r");
        assertThat(lab.breaker.nextDue().orElseThrow()).isLessThanOrEqualTo(lab.now);
        ProbeOrder order = lab.tick().getFirst();
        assertThat(order.candidate().requestId()).isEqualTo("r");
        assertThat(order.notBefore()).isEqualTo(lab.now);
        lab.bad(order);
        assertThat(lab.view(HEALTH).until() - order.notBefore()).isBetween(9_500L, 10_000L);
    }

    @Test
    void aRequestOfTenMinutesAgoIsNotCopied() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        lab.now += 600_000;
        assertThat(lab.tick()).isEmpty();
        assertThat(lab.breaker.nextDue()).isEmpty();
    }

    @Test
    void theCanaryStandsInForARequest() {
        BreakerSettings.Canary canary = new BreakerSettings.Canary("m", "hello");
        Lab lab = new Lab(Lab.with(Cusum.ERRORS, null, BreakerSettings.DEFAULT.cooldown(), canary));
        lab.hear(calls(HEALTH).bad(4));
        ProbeOrder order = lab.nextProbe();
        assertThat(order.candidate()).isNull();
        assertThat(order.canary()).isEqualTo(canary);
    }

    @Test
    void aProbeThatCouldNotBeSentIsNoNewsAndItsRequestIsNotTriedAgain() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "older");
        lab.now += 1;
        lab.candidate(HEALTH, "erased");
        ProbeOrder order = lab.nextProbe();
        assertThat(order.candidate().requestId()).isEqualTo("erased");
        lab.notSent(order);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        assertThat(lab.last().cause()).isEqualTo("probe not sent");
        assertThat(lab.nextProbe().candidate().requestId()).isEqualTo("older");
    }

    @Test
    void aProbeThatNeverComesBackIsGivenUp() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        ProbeOrder lost = lab.nextProbe();
        ProbeOrder next = lab.nextProbe();
        assertThat(next.notBefore() - lost.notBefore()).isBetween(119_000L, 136_000L);
        assertThat(next.generation()).isEqualTo(lost.generation() + 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorClass.class,
            names = {
                "RATE_LIMITED",
                "QUOTA",
                "AUTH",
                "MODEL_GONE",
                "CONTEXT_LENGTH",
                "CONTENT_POLICY",
                "INVALID_REQUEST",
                "LOST_WORKER"
            })
    void whatSaysNothingAboutHealthIsNoNews(ErrorClass errorClass) {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.candidate(HEALTH, "r");
        lab.answer(lab.nextProbe(), errorClass, null, null);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        assertThat(lab.last().cause()).isEqualTo("probe without news");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 501})
    void openForLatencyAProbeMustBeAsFastAsAHealthyOne(long tooSlowBy) {
        Lab lab = Lab.touchy();
        long[] times = new long[200];
        Arrays.fill(times, 1_000);
        lab.learn("m", times);
        long p95 = lab.breaker.view(lab.now).baselines().get("m").p95();
        lab.hear(calls(HEALTH).slow(1, 1));
        assertThat(lab.view(HEALTH).reason()).isEqualTo(Reason.LATENCY);
        lab.candidate(HEALTH, "r");
        lab.answer(lab.nextProbe(), null, null, p95 + tooSlowBy);
        assertThat(lab.phase(HEALTH)).isEqualTo(tooSlowBy == 0 ? Phase.RAMPING : Phase.OPEN);
    }

    @Test
    void aGoodCallOfTheTrickleCountsAsAGoodProbeAndABadOneAsNothing() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).bad(1));
        lab.hear(calls(HEALTH).bad(5));
        assertThat(lab.generation(HEALTH)).isEqualTo(1);
        lab.hear(calls(HEALTH).good(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
        assertThat(lab.last().cause()).isEqualTo("trickle good");
    }

    @Test
    void aSlowCallOfTheTrickleDoesNotEndLatency() {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).slow(1, 1));
        lab.hear(calls(HEALTH).slow(3, 3).generation(1));
        // Without a baseline nobody can tell slow from fast.
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);

        Lab known = Lab.touchy();
        long[] times = new long[200];
        Arrays.fill(times, 1_000);
        known.learn("m", times);
        known.hear(calls(HEALTH).slow(1, 1));
        known.hear(calls(HEALTH).slow(3, 3));
        assertThat(known.phase(HEALTH)).isEqualTo(Phase.OPEN);
        known.hear(calls(HEALTH).slow(2, 3));
        assertThat(known.phase(HEALTH)).isEqualTo(Phase.RAMPING);
    }

    @Test
    void healthyTimesAreLearnedOnceAndOnlyWhileItIsClosed() {
        Lab lab = Lab.touchy();
        long[] some = new long[199];
        Arrays.fill(some, 800);
        lab.learn("m", some);
        assertThat(lab.breaker.view(lab.now).baselines()).isEmpty();
        lab.hear(calls(HEALTH).bad(1));
        lab.learn("m", 30_000);
        assertThat(lab.breaker.view(lab.now).baselines()).isEmpty();
        lab.operate(HEALTH, OperatorAction.Kind.CLOSE);
        lab.learn("m", 800);
        Baseline frozen = lab.breaker.view(lab.now).baselines().get("m");
        assertThat(frozen.samples()).isEqualTo(200);
        assertThat(frozen.p95()).isBetween(800L, 890L);
        lab.learn("m", 30_000, 30_000);
        assertThat(lab.breaker.view(lab.now).baselines().get("m")).isEqualTo(frozen);
    }
}
