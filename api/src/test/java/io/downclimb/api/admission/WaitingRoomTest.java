package io.downclimb.api.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A waiting room of two places. Before anything was seen a start is taken to last 100 ms, and a turn to come each 50 ms. */
class WaitingRoomTest {
    private static final long MS = 1_000_000;
    private static final long PLENTY = 60_000 * MS;

    private final WaitingRoom room = new WaitingRoom(new StartBounds(2, 2), 0);

    private Place full(long now) {
        Place first = room.arrive(now, PLENTY);
        room.arrive(now, PLENTY);
        return first;
    }

    @Test
    void whoComesWhileThereIsRoomGoesIn() {
        assertThat(room.arrive(0, 0).state()).isEqualTo(Place.State.STARTING);
        assertThat(room.hasRoom()).isTrue();
    }

    @Test
    void whoComesThenWaitsAndIsCalledInTheOrderOfComing() {
        Place first = full(0);
        Place second = room.arrive(0, PLENTY);
        Place third = room.arrive(0, PLENTY);
        assertThat(List.of(second.state(), third.state())).containsOnly(Place.State.WAITING);
        room.calls(first, 10 * MS);
        assertThat(second.called().resultNow()).isEqualTo(Place.State.STARTING);
        assertThat(third.called()).isNotDone();
        room.ends(second, 20 * MS);
        assertThat(third.state()).isEqualTo(Place.State.STARTING);
    }

    @Test
    void whoWaitsForItsProviderTakesNoPlaceAndWhoseCallHasEndedGoesFirst() {
        Place first = full(0);
        Place next = room.arrive(0, PLENTY);
        room.calls(first, MS);
        assertThat(next.state()).isEqualTo(Place.State.STARTING);
        Place last = room.arrive(2 * MS, PLENTY);
        room.hears(first, 3 * MS);
        assertThat(room.inHand()).isEqualTo(3);
        room.calls(next, 4 * MS);
        assertThat(last.state()).as("the end of the first fills the room").isEqualTo(Place.State.WAITING);
        room.ends(first, 5 * MS);
        assertThat(last.state()).isEqualTo(Place.State.STARTING);
    }

    @Test
    void whoPausesBeforeItCallsAgainTakesNoPlace() {
        Place first = full(0);
        room.pauses(first, MS);
        assertThat(room.inHand()).as("before its first call there is no pause").isEqualTo(2);
        room.calls(first, MS);
        room.hears(first, 2 * MS);
        room.pauses(first, 3 * MS);
        assertThat(room.inHand()).isEqualTo(1);
        room.calls(first, 4 * MS);
        room.hears(first, 5 * MS);
        assertThat(room.inHand()).isEqualTo(2);
    }

    @Test
    void whoseDeadlineLeavesNoTimeIsTurnedAwayAtOnce() {
        full(0);
        assertThat(room.arrive(0, 299 * MS).state()).isEqualTo(Place.State.TURNED_AWAY);
        assertThat(room.arrive(0, 301 * MS).state()).isEqualTo(Place.State.WAITING);
        assertThat(room.arrive(0, 301 * MS).state()).as("behind another").isEqualTo(Place.State.TURNED_AWAY);
    }

    @Test
    void whetherSomebodyWouldBeTurnedAwayCanBeAskedBefore() {
        assertThat(room.wouldTurnAway(0, 0)).as("there is room").isFalse();
        full(0);
        for (int turn = 0; turn < 40; turn++) {
            for (long spare = 0; spare < 5_000; spare += 49) {
                int before = room.waiting();
                boolean would = room.wouldTurnAway(turn * MS, spare * MS);
                assertThat(room.waiting()).isEqualTo(before);
                Place place = room.arrive(turn * MS, spare * MS);
                assertThat(place.state() == Place.State.TURNED_AWAY).isEqualTo(would);
                room.leaves(place, turn * MS);
            }
            room.arrive(turn * MS, PLENTY);
        }
        assertThat(room.waiting()).isEqualTo(40);
    }

    @Test
    void whoWaitsUntilItsLastMomentIsTurnedAwayAfterAll() {
        Place first = full(0);
        Place impatient = room.arrive(0, 400 * MS);
        Place patient = room.arrive(0, PLENTY);
        room.calls(first, impatient.latest() + 1);
        assertThat(impatient.state()).isEqualTo(Place.State.TURNED_AWAY);
        assertThat(patient.state()).isEqualTo(Place.State.STARTING);
    }

    @Test
    void aLongWayBackLeavesLessTimeToWait() {
        for (int i = 0; i < 100; i++) {
            Place slow = room.arrive(0, PLENTY);
            room.calls(slow, 100 * MS);
            room.hears(slow, 200 * MS);
            room.ends(slow, 1_200 * MS);
        }
        full(0);
        assertThat(room.arrive(0, 1_000 * MS).state()).isEqualTo(Place.State.TURNED_AWAY);
        assertThat(room.arrive(0, 2_000 * MS).state()).isEqualTo(Place.State.WAITING);
    }

    @Test
    void theRoomHasSoManySeats() {
        full(0);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            places.add(room.arrive(0, PLENTY));
        }
        assertThat(places)
                .filteredOn(place -> place.state() == Place.State.WAITING)
                .hasSize(64);
        assertThat(places)
                .filteredOn(place -> place.state() == Place.State.TURNED_AWAY)
                .hasSize(36);
    }

    @Test
    void whoGoesElsewhereIsOutOfSightAfterASecondAndFreesItsPlace() {
        Place elsewhere = full(0);
        Place next = room.arrive(0, PLENTY);
        room.tidy(999 * MS);
        assertThat(next.state()).isEqualTo(Place.State.WAITING);
        room.tidy(1_000 * MS);
        assertThat(next.state()).isEqualTo(Place.State.STARTING);
        assertThat(elsewhere.state()).isEqualTo(Place.State.OUT_OF_SIGHT);
    }

    @Test
    void whoWasOnlySlowIsKeptInSightForLongerFromThenOn() {
        Place slow = full(0);
        room.tidy(1_000 * MS);
        room.calls(slow, 10_000 * MS);
        Place next = room.arrive(10_000 * MS, PLENTY);
        room.tidy(12_000 * MS);
        assertThat(next.state()).isEqualTo(Place.State.STARTING);
        assertThat(room.inHand()).isEqualTo(1);
    }

    @Test
    void whileNobodyIsCalledInTheWaitIsTakenToBeLonger() {
        full(0);
        room.arrive(0, PLENTY);
        long before = room.drained(MS);
        assertThat(room.drained(5_000 * MS)).isGreaterThan(10 * before);
    }

    @Test
    void whoLeavesMakesRoomAndTellsNothing() {
        Place first = full(0);
        Place waiting = room.arrive(0, PLENTY);
        Place last = room.arrive(0, PLENTY);
        room.leaves(waiting, MS);
        room.leaves(first, MS);
        room.leaves(first, MS);
        assertThat(last.state()).isEqualTo(Place.State.STARTING);
        assertThat(room.inHand()).isEqualTo(2);
    }
}
