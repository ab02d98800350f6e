package io.downclimb.api.admission;

import org.jspecify.annotations.Nullable;

/** When shedding began, and when it is over: after some seconds without. Times are in ns of any clock that does not go back. Not for several threads. */
final class Shedding {
    private static final long OVER_AFTER = 5_000_000_000L;

    private boolean on;
    private long began;
    private long last;
    private long now;
    private long ever;

    /** One more; true where it is the first. */
    boolean one(long at) {
        boolean first = !on;
        if (first) {
            on = true;
            began = at;
            now = 0;
        }
        last = at;
        now++;
        ever++;
        return first;
    }

    /** What it came to, told once, when it is over; null before. */
    @Nullable
    Spell over(long at) {
        if (!on || at - last < OVER_AFTER) {
            return null;
        }
        on = false;
        return new Spell(now, last - began);
    }

    /** Whether it goes on. */
    boolean isOn() {
        return on;
    }

    long ever() {
        return ever;
    }

    /** How many were turned away, and from the first to the last in how many ns. */
    record Spell(long count, long took) {}
}
