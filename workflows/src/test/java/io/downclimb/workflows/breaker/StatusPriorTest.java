package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.HEALTH;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.StatusShift;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class StatusPriorTest {
    @ParameterizedTest
    @EnumSource(
            value = StatusLevel.class,
            names = {"PARTIAL_OUTAGE", "MAJOR_OUTAGE"})
    void anOutageOnThePageOpensTheHealthCircuitEvenIfNothingWasHeardOfIt(StatusLevel level) {
        Lab lab = new Lab();
        lab.page(level, 1);
        assertThat(lab.view(HEALTH).phase()).isEqualTo(Phase.OPEN);
        assertThat(lab.view(HEALTH).reason()).isEqualTo(Reason.STATUS);
        assertThat(lab.view(HEALTH).until()).isNull();
        lab.candidate(HEALTH, "r");
        lab.now += 60_000;
        assertThat(lab.tick()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = StatusLevel.class,
            names = {"PARTIAL_OUTAGE", "MAJOR_OUTAGE"},
            mode = Mode.EXCLUDE)
    void anythingElseOnThePageOpensNothingAndLetsGo(StatusLevel level) {
        Lab lab = new Lab();
        lab.hear(calls(HEALTH).good(1));
        lab.page(level, 1);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        lab.page(StatusLevel.MAJOR_OUTAGE, 2);
        lab.page(level, 3);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
        assertThat(lab.last().cause()).isEqualTo("status well");
        lab.pass(15_000);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
    }

    @Test
    void theWayBackIsARampThatNeverLetsLessPassThanTheOutageDid() {
        Lab lab = new Lab();
        lab.page(StatusLevel.PARTIAL_OUTAGE, 1);
        lab.page(StatusLevel.MAJOR_OUTAGE, 2);
        assertThat(passing(lab)).isBetween(20, 80);
        lab.page(StatusLevel.OPERATIONAL, 3);
        assertThat(passing(lab)).isBetween(60, 140);

        Lab partial = new Lab();
        partial.page(StatusLevel.PARTIAL_OUTAGE, 1);
        int before = passing(partial);
        partial.page(StatusLevel.OPERATIONAL, 2);
        assertThat(passing(partial)).isEqualTo(before).isBetween(700, 800);
        partial.pass(15_000);
        assertThat(passing(partial)).isEqualTo(1_000);
    }

    /** Of 1,000 requests of a route that moves away 25 % in a partial outage and 95 % in a major one. */
    private static int passing(Lab lab) {
        Rung.Model rung = new Rung.Model(
                "primary",
                "p",
                "m/1",
                Duration.ofSeconds(8),
                null,
                Duration.ofSeconds(10),
                0,
                null,
                List.of(),
                null,
                null,
                null,
                64,
                null);
        Policy policy = new Policy(
                "route",
                Duration.ofSeconds(20),
                Duration.ofMillis(250),
                List.of(rung),
                new StatusShift(0.25, 0.95),
                null);
        BreakerView view = lab.breaker.view(lab.now);
        Admissions admissions = new Admissions(new Admissions.World() {
            @Override
            public BreakerView view(String provider) {
                return view;
            }

            @Override
            public List<CircuitId.Key> keys(String provider) {
                return List.of();
            }
        });
        return (int) IntStream.range(0, 1_000)
                .mapToObj(request -> admissions.of(policy, 0, "r" + request))
                .filter(admission -> admission.allowed() && !admission.trickle())
                .count();
    }

    @Test
    void aDegradedPageHalvesTheThresholdWhileItIsFresh() {
        Lab lab = new Lab();
        lab.page(StatusLevel.DEGRADED, 1);
        lab.hear(calls(HEALTH).bad(2));
        assertThat(lab.view(HEALTH).reason()).isEqualTo(Reason.ERRORS);

        Lab stale = new Lab();
        stale.page(StatusLevel.DEGRADED, 1);
        stale.now += 180_001;
        stale.hear(calls(HEALTH).bad(3));
        assertThat(stale.phase(HEALTH)).isEqualTo(Phase.CLOSED);
    }

    @Test
    void errorsOfOnesOwnOpenForGoodWhatThePageOpened() {
        Lab lab = new Lab();
        lab.page(StatusLevel.PARTIAL_OUTAGE, 1);
        lab.hear(calls(HEALTH).bad(2));
        assertThat(lab.view(HEALTH).reason()).isEqualTo(Reason.ERRORS);
        assertThat(lab.generation(HEALTH)).isEqualTo(2);
        lab.page(StatusLevel.OPERATIONAL, 2);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
    }

    @Test
    void thirtySuccessesOutweighThePageUntilItSaysSomethingNew() {
        Lab lab = new Lab();
        lab.page(StatusLevel.PARTIAL_OUTAGE, 1);
        lab.hear(calls(HEALTH).good(29));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        lab.hear(calls(HEALTH).good(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
        assertThat(lab.last().cause()).isEqualTo("status outweighed");
        lab.pass(15_000);
        lab.page(StatusLevel.PARTIAL_OUTAGE, 1);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        lab.page(StatusLevel.MAJOR_OUTAGE, 1);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        lab.hear(calls(HEALTH).good(30));
        lab.pass(15_000);
        lab.page(StatusLevel.MAJOR_OUTAGE, 1);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        lab.page(StatusLevel.PARTIAL_OUTAGE, 2);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
    }

    @Test
    void aWorsePageIsOutweighedBySuccessesSinceThenAlone() {
        Lab lab = new Lab();
        lab.page(StatusLevel.PARTIAL_OUTAGE, 1);
        lab.hear(calls(HEALTH).good(29));
        lab.page(StatusLevel.MAJOR_OUTAGE, 2);
        lab.hear(calls(HEALTH).good(29));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        lab.hear(calls(HEALTH).good(1));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
    }

    @Test
    void successesAmongFailuresOutweighNothing() {
        Lab lab = new Lab();
        lab.page(StatusLevel.PARTIAL_OUTAGE, 1);
        lab.hear(calls(HEALTH).good(30));
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);

        Lab mixed = new Lab();
        mixed.page(StatusLevel.PARTIAL_OUTAGE, 1);
        mixed.hear(calls(HEALTH).good(28));
        mixed.hear(calls(HEALTH).bad(1));
        mixed.hear(calls(HEALTH).good(2));
        assertThat(mixed.phase(HEALTH)).isEqualTo(Phase.RAMPING);

        Lab bad = new Lab(Lab.with(Cusum.of(0.02, 0.15, 6.0), null, BreakerSettings.DEFAULT.cooldown(), null));
        bad.page(StatusLevel.PARTIAL_OUTAGE, 1);
        bad.hear(calls(HEALTH).good(29));
        bad.hear(calls(HEALTH).bad(1));
        bad.hear(calls(HEALTH).good(1));
        assertThat(bad.phase(HEALTH)).isEqualTo(Phase.OPEN);
        bad.hear(calls(HEALTH).good(10));
        assertThat(bad.phase(HEALTH)).isEqualTo(Phase.RAMPING);
    }

    @Test
    void aPageThatIsNotReadAnyMoreLetsGoAfterThreeMinutes() {
        Lab lab = new Lab();
        lab.page(StatusLevel.MAJOR_OUTAGE, 1);
        assertThat(lab.breaker.nextDue()).hasValue(lab.now + 180_001);
        lab.pass(180_000);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.OPEN);
        lab.pass(1);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
        assertThat(lab.breaker.view(lab.now).status()).isEqualTo(StatusLevel.UNKNOWN);
    }

    @Test
    void newsFromBeforeThoseKnownArePassedOver() {
        Lab lab = new Lab();
        lab.page(StatusLevel.OPERATIONAL, 1);
        lab.breaker.status(new StatusNews(StatusLevel.MAJOR_OUTAGE, 0, lab.now - 1), lab.now);
        assertThat(lab.breaker.view(lab.now).status()).isEqualTo(StatusLevel.OPERATIONAL);
    }

    @Test
    void theSameNewsAgainAreNotWrittenDown() {
        Lab lab = new Lab();
        lab.page(StatusLevel.OPERATIONAL, 1);
        lab.drain();
        lab.now += 30_000;
        lab.page(StatusLevel.OPERATIONAL, 1);
        assertThat(lab.breaker.changed()).isFalse();
    }

    @Test
    void anOutageOnThePageFindsCircuitsThatAreMadeLater() {
        BreakerSettings usual = BreakerSettings.DEFAULT;
        Lab lab = new Lab(new BreakerSettings(
                BreakerSettings.Scope.PER_MODEL,
                usual.errors(),
                usual.latency(),
                usual.validators(),
                usual.quality(),
                usual.cooldown(),
                usual.qualityProbes(),
                usual.retryShare(),
                usual.retryMinimum(),
                null));
        lab.page(StatusLevel.MAJOR_OUTAGE, 1);
        CircuitId model = new CircuitId.Health("m");
        lab.hear(calls(model).good(1));
        assertThat(lab.view(model).reason()).isEqualTo(Reason.STATUS);
    }

    @Test
    void theLevelThatOpenedItStandsInItsNoteUntilItIsClosed() {
        Lab lab = new Lab();
        lab.page(StatusLevel.PARTIAL_OUTAGE, 1);
        assertThat(lab.view(HEALTH).note()).isEqualTo("PARTIAL_OUTAGE");
        assertThat(lab.last().note()).isEqualTo("PARTIAL_OUTAGE");
        lab.page(StatusLevel.MAJOR_OUTAGE, 2);
        assertThat(lab.view(HEALTH).note()).isEqualTo("MAJOR_OUTAGE");
        lab.page(StatusLevel.OPERATIONAL, 3);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.RAMPING);
        assertThat(lab.view(HEALTH).note()).isEqualTo("MAJOR_OUTAGE");
        lab.pass(15_000);
        assertThat(lab.phase(HEALTH)).isEqualTo(Phase.CLOSED);
        assertThat(lab.view(HEALTH).note()).isNull();
    }

    @Test
    void errorsOfOnesOwnEndThePagesNote() {
        Lab lab = new Lab();
        lab.page(StatusLevel.PARTIAL_OUTAGE, 1);
        lab.hear(calls(HEALTH).bad(2));
        assertThat(lab.view(HEALTH).note()).isNull();
    }
}
