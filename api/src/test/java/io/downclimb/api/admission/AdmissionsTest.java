package io.downclimb.api.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Two places, and a clock that a test moves. */
class AdmissionsTest {
    private static final Duration PLENTY = Duration.ofMinutes(1);

    private final AtomicLong clock = new AtomicLong();
    private final Admissions admissions = new Admissions(new StartBounds(2, 2), clock::get, () -> 0.5);

    private Pass in(String requestId) {
        Entry entry = admissions.enter(PLENTY, () -> {});
        assertThat(entry).isInstanceOf(Entry.In.class);
        Pass pass = ((Entry.In) entry).pass();
        pass.belongsTo(requestId);
        return pass;
    }

    private CompletableFuture<Entry> enterLater(Runnable lookUp) {
        return CompletableFuture.supplyAsync(
                () -> admissions.enter(PLENTY, lookUp), Executors.newVirtualThreadPerTaskExecutor());
    }

    private void untilOneWaits() throws InterruptedException {
        while (admissions.standing().waiting() == 0) {
            TimeUnit.MILLISECONDS.sleep(1); // a poll; the test's own time limit bounds it
        }
    }

    @Test
    void aCallThatGoesOutLetsTheNextOneIn() throws Exception {
        try (Pass first = in("first");
                Pass second = in("second")) {
            CompletableFuture<Entry> third = enterLater(() -> {});
            untilOneWaits();
            admissions.sent("unknown");
            assertThat(third).isNotDone();
            admissions.sent("first");
            assertThat(third.get(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Entry.In.class, in -> assertThat(in.pass().waited()).isTrue());
            admissions.heard("first");
            assertThat(admissions.standing().inHand()).isEqualTo(3);
            admissions.taken("first");
            assertThat(admissions.standing().inHand()).isEqualTo(2);
            assertThat(first.waited() || second.waited()).isFalse();
        }
    }

    @Test
    void closingAPassGivesThePlaceUp() {
        in("first").close();
        assertThat(admissions.standing().inHand()).isZero();
    }

    @Test
    void aRequestThatGoesOnKeepsItsPlaceUntilItsCallGoesOut() {
        try (Pass pass = in("first")) {
            pass.goesOn();
        }
        assertThat(admissions.standing().inHand()).isEqualTo(1);
        admissions.sent("first");
        assertThat(admissions.standing().inHand()).isZero();
    }

    @Test
    void whoIsTurnedAwayIsToldWhenToComeAgain() {
        in("first");
        in("second");
        Entry entry = admissions.enter(Duration.ofMillis(100), () -> {});
        assertThat(entry).isEqualTo(new Entry.TurnedAway(1));
        assertThat(admissions.standing().turnedAway()).isEqualTo(1);
    }

    @Test
    void whoWouldBeTurnedAwayIsTurnedAwayBeforeItComesAndCounts() {
        in("first");
        assertThat(admissions.turnAway(Duration.ZERO)).as("it would come in").isNull();
        in("second");
        assertThat(admissions.turnAway(PLENTY)).as("it would wait").isNull();
        assertThat(admissions.standing()).isEqualTo(new Admissions.Standing(2, 2, 0, 0));
        assertThat(admissions.turnsAway()).isFalse();
        assertThat(admissions.turnAway(Duration.ofMillis(100))).isEqualTo(new Entry.TurnedAway(1));
        assertThat(admissions.turnsAway()).isTrue();
        assertThat(admissions.standing()).isEqualTo(new Admissions.Standing(2, 2, 0, 1));
    }

    @Test
    void whatIsNoticedDuringTheWaitEndsIt() {
        in("first");
        in("second");
        assertThatThrownBy(() -> admissions.enter(PLENTY, () -> {
                    throw new IllegalStateException("gone");
                }))
                .hasMessage("gone");
        assertThat(admissions.standing().waiting()).isZero();
    }

    @Test
    void aWaitEndsAtItsLastMoment() throws Exception {
        in("first");
        in("second");
        CountDownLatch looked = new CountDownLatch(1);
        CompletableFuture<Entry> third = enterLater(looked::countDown);
        assertThat(looked.await(30, TimeUnit.SECONDS)).isTrue();
        clock.addAndGet(PLENTY.toNanos());
        assertThat(third.get(30, TimeUnit.SECONDS)).isInstanceOf(Entry.TurnedAway.class);
        assertThat(admissions.standing().waiting()).isZero();
    }

    @Test
    void whatIsSweptUpComesInOnlyWhereThereIsRoomAndOneInAnyCase() {
        Objects.requireNonNull(admissions.enterIfFree());
        Objects.requireNonNull(admissions.enterIfFree());
        assertThat(admissions.enterIfFree()).isNull();
        try (Pass anyway = admissions.enterAnyway()) {
            assertThat(anyway.waited()).isFalse();
            assertThat(admissions.standing().inHand()).isEqualTo(3);
        }
        assertThat(admissions.standing().inHand()).isEqualTo(2);
    }

    @Test
    void aSpellOfSheddingIsToldOnceWhenItBeginsAndOnceWhenItIsOver() {
        Shedding shedding = new Shedding();
        long second = 1_000_000_000L;
        assertThat(shedding.over(0)).isNull();
        assertThat(shedding.one(second)).isTrue();
        assertThat(shedding.one(3 * second)).isFalse();
        assertThat(shedding.over(7 * second)).isNull();
        assertThat(shedding.over(8 * second)).isEqualTo(new Shedding.Spell(2, 2 * second));
        assertThat(shedding.over(9 * second)).isNull();
        assertThat(shedding.one(10 * second)).isTrue();
        assertThat(shedding.ever()).isEqualTo(3);
    }
}
