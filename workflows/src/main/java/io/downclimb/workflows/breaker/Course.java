package io.downclimb.workflows.breaker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a circuit is, and how it came there: each transition is a new generation, and stands in the journal. */
final class Course {
    private final CircuitId id;
    private final Journal journal;
    private Phase phase;
    private @Nullable Reason reason;
    private long generation;
    private long since;
    private boolean forced;
    private @Nullable String note;
    private @Nullable Ramp ramp;

    Course(CircuitState state, Journal journal) {
        this.journal = journal;
        id = state.id();
        phase = state.phase();
        reason = state.reason();
        generation = state.generation();
        since = state.since();
        forced = state.forced();
        note = state.note();
        ramp = state.ramp();
    }

    /** Goes there. */
    void move(
            Phase to,
            @Nullable Reason why,
            String cause,
            Map<String, Double> numbers,
            long now,
            @Nullable OperatorAction action,
            @Nullable String words) {
        generation++;
        journal.add(new Transition(
                id,
                now,
                phase,
                to,
                why,
                generation,
                cause,
                numbers,
                action == null ? null : action.author(),
                action == null ? words : action.reason()));
        if (action != null && action.kind() != OperatorAction.Kind.RECALIBRATE) {
            note = action.reason();
        } else if (reason != why) {
            note = null;
        }
        since = phase == to && reason == why ? since : now;
        ramp = to == Phase.RAMPING ? ramp : null;
        phase = to;
        reason = why;
    }

    /** Something changed without a transition. */
    void touch() {
        journal.touch();
    }

    void force(boolean held) {
        forced = held;
    }

    void note(@Nullable String words) {
        note = words;
    }

    void ramp(@Nullable Ramp step) {
        ramp = step;
    }

    /** The share of the calls let through (0..1). */
    double share() {
        return switch (phase) {
            case CLOSED -> 1;
            case OPEN, HALF_OPEN -> 0;
            case RAMPING -> ramp == null ? 0 : ramp.share();
        };
    }

    CircuitId id() {
        return id;
    }

    Phase phase() {
        return phase;
    }

    @Nullable
    Reason reason() {
        return reason;
    }

    long generation() {
        return generation;
    }

    long since() {
        return since;
    }

    boolean forced() {
        return forced;
    }

    @Nullable
    String note() {
        return note;
    }

    @Nullable
    Ramp ramp() {
        return ramp;
    }
}
