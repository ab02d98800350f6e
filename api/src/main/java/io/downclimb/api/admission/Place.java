package io.downclimb.api.admission;

import java.util.concurrent.CompletableFuture;

/** One request's place in the {@link WaitingRoom}, which alone changes it. */
final class Place {
    /** Where a request is, as far as this node's own work goes. */
    enum State {
        WAITING,
        STARTING,
        CALLING,
        ENDING,
        /** In hand, but of another node. */
        OUT_OF_SIGHT,
        /** It has its conclusion, or left before. */
        OUT,
        TURNED_AWAY
    }

    private final CompletableFuture<State> called = new CompletableFuture<>();
    private final long latest;
    private State state = State.WAITING;
    private long since;
    private boolean hasCalled;

    Place(long latest) {
        this.latest = latest;
    }

    State state() {
        return state;
    }

    /** Completes when the wait is over: with STARTING where it goes in. */
    CompletableFuture<State> called() {
        return called;
    }

    /** Until when it waits at most. */
    long latest() {
        return latest;
    }

    /** Since when it is in hand. */
    long since() {
        return since;
    }

    void takenInHand(long now) {
        since = now;
    }

    /** In hand, in sight or not, and before its first call. */
    boolean isStarting() {
        return state == State.STARTING || (state == State.OUT_OF_SIGHT && !hasCalled);
    }

    void becomes(State next) {
        hasCalled |= next == State.CALLING;
        state = next;
        called.complete(next);
    }
}
