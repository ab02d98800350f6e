package io.downclimb.api.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may start, who waits, and who is turned away.
 *
 * <ol>
 *   <li>In hand is a request that this node works on: from the door to its first call, and from the end of a call to the next one or to the conclusion. One that
 *       waits for its provider is not.
 *   <li>While fewer than {@link StartLimit} are in hand and nobody waits, whoever comes goes in. Whose call has ended is in hand again without asking: what was
 *       accepted goes before what was not.
 *   <li>Whoever comes then waits, first come first served, where the wait is likely to leave enough time: {@code wait = (ahead + 1) pace} must be no more than
 *       half of what the deadline leaves beside what the first rung needs, the way in (the usual start) and the way back (from the end of a call to the
 *       conclusion, as it was of late). Half, because a wait that is reckoned is not yet a wait that is kept. The pace is the {@link Pace} observed while others
 *       waited.
 *   <li>Whoever cannot is turned away at once, and so is everyone while {@value #SEATS} times the most that may be in hand wait: those who wait hold their bodies
 *       in memory.
 *   <li>Whenever one is out of hand the next in line goes in, unless its last moment has passed meanwhile: then it is turned away after all.
 *   <li>What is in hand for longer than a second and eight times the usual start has gone on at another node, which this one does not hear of: it is out of sight,
 *       and no longer counted. Where it is heard of after all, it was slow, and counts as such.
 * </ol>
 *
 * <p>Times are in ns of any clock that does not go back. Not for several threads; {@link Place#called} may be waited for by another.
 */
final class WaitingRoom {
    private static final int SEATS = 32;
    private static final double SHARE = 0.5;
    private static final double NEWEST = 0.1;
    private static final long IN_SIGHT = 1_000_000_000L;
    private static final int USUAL_STARTS = 8;

    private final StartBounds bounds;
    private final StartLimit limit;
    private final Pace pace;
    /** How long it takes of late from the end of a call to the conclusion, in ns. */
    private double wayBack;

    private final Deque<Place> waiting = new ArrayDeque<>();
    private final Set<Place> inHand = new LinkedHashSet<>(); // in the order in which they were taken in hand

    WaitingRoom(StartBounds bounds, long now) {
        this.bounds = bounds;
        limit = new StartLimit(bounds, now);
        pace = new Pace(limit.usual() / limit.limit());
        wayBack = limit.usual();
    }

    /**
     * Somebody comes.
     *
     * @param spare what the deadline leaves, beside what the first rung needs
     */
    Place arrive(long now, long spare) {
        double patience = patience(spare);
        Place place = new Place(now + Math.max(0, (long) patience));
        if (hasRoom()) {
            start(place, now);
            return place;
        }
        if (cannotWait(patience, now)) {
            place.becomes(Place.State.TURNED_AWAY);
            return place;
        }
        if (waiting.isEmpty()) {
            pace.waitBegins(now);
        }
        waiting.add(place);
        return place;
    }

    /**
     * Whether {@link #arrive} would turn somebody away who came now. Nothing changes by asking.
     *
     * @param spare what the deadline leaves, beside what the first rung needs
     */
    boolean wouldTurnAway(long now, long spare) {
        return !hasRoom() && cannotWait(patience(spare), now);
    }

    /** Somebody who neither waits nor is turned away. */
    Place arriveAnyway(long now) {
        Place place = new Place(now);
        start(place, now);
        return place;
    }

    /** Whether the next would go in at once. */
    boolean hasRoom() {
        return waiting.isEmpty() && inHand.size() < limit.limit();
    }

    /** A call of it goes out. */
    void calls(Place place, long now) {
        hasStarted(place, now);
        switch (place.state()) {
            case STARTING, ENDING, OUT_OF_SIGHT -> {
                boolean freed = inHand.remove(place);
                place.becomes(Place.State.CALLING);
                if (freed) {
                    callIn(now);
                }
            }
            case WAITING, CALLING, OUT, TURNED_AWAY -> {}
        }
    }

    /** It waits before it calls again. */
    void pauses(Place place, long now) {
        if (place.state() == Place.State.ENDING) {
            calls(place, now);
        }
    }

    /** A call of it has ended. */
    void hears(Place place, long now) {
        if (place.state() == Place.State.CALLING) {
            place.becomes(Place.State.ENDING);
            takeInHand(place, now);
        }
    }

    /** It has its conclusion. */
    void ends(Place place, long now) {
        hasStarted(place, now);
        if (place.state() == Place.State.ENDING) {
            wayBack += NEWEST * (now - place.since() - wayBack);
        }
        leaves(place, now);
    }

    private void hasStarted(Place place, long now) {
        if (place.isStarting()) {
            limit.took(now - place.since(), inHand.size(), !waiting.isEmpty(), now);
        }
    }

    /** It was refused or lost, or its caller has left: what it took tells nothing. */
    void leaves(Place place, long now) {
        if (place.state() == Place.State.WAITING) {
            waiting.remove(place);
        }
        boolean freed = inHand.remove(place);
        place.becomes(Place.State.OUT);
        if (freed) {
            callIn(now);
        }
    }

    /** Its last moment has passed while it waited. */
    void turnsAway(Place place) {
        if (place.state() == Place.State.WAITING) {
            waiting.remove(place);
            place.becomes(Place.State.TURNED_AWAY);
        }
    }

    /** Lets go of what is out of sight. To be asked now and then. */
    void tidy(long now) {
        double sight = Math.max(IN_SIGHT, USUAL_STARTS * limit.usual());
        List<Place> gone =
                inHand.stream().takeWhile(place -> now - place.since() >= sight).toList();
        for (Place place : gone) {
            inHand.remove(place);
            place.becomes(Place.State.OUT_OF_SIGHT);
        }
        callIn(now);
    }

    /** After how long all who wait now will have gone in, in ns. */
    long drained(long now) {
        return (long) wait(waiting.size(), now);
    }

    int limit() {
        return limit.limit();
    }

    int inHand() {
        return inHand.size();
    }

    int waiting() {
        return waiting.size();
    }

    private double patience(long spare) {
        return SHARE * (spare - limit.usual() - wayBack);
    }

    private boolean cannotWait(double patience, long now) {
        return wait(waiting.size(), now) > patience || waiting.size() >= SEATS * bounds.most();
    }

    private double wait(int ahead, long now) {
        double each = waiting.isEmpty() ? pace.ofLate() : pace.of(now, limit.limit());
        return (ahead + 1) * each;
    }

    private void callIn(long now) {
        while (inHand.size() < limit.limit()) {
            Place next = waiting.poll();
            if (next == null) {
                return;
            }
            if (now > next.latest()) {
                next.becomes(Place.State.TURNED_AWAY);
            } else {
                start(next, now);
                pace.step(now);
            }
        }
    }

    private void start(Place place, long now) {
        place.becomes(Place.State.STARTING);
        takeInHand(place, now);
    }

    private void takeInHand(Place place, long now) {
        place.takenInHand(now);
        inHand.add(place);
    }
}
