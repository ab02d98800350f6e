package io.downclimb.workflows.breaker;

import java.util.random.RandomGenerator;

/**
 * When the next probe is due.
 *
 * <ol>
 *   <li>Health: 5 s after opening, 10 s after that, then each 15 s. Jitter shortens each interval by up to 5 %, and never lengthens it.
 *   <li>Latches: each 52 to 55 s, so that a key that was repaired is back within a minute.
 *   <li>Quality: once, after the cooldown; what comes then is the circuit's to say.
 *   <li>Due times are absolute: how long a probe took, or that it went badly, moves none of them. Those that passed meanwhile are skipped.
 *   <li>Who waited for longer than an interval, because there was no request to copy, begins anew from the probe that was made at last.
 * </ol>
 *
 * @param due when the next probe may be sent, in ms since 1970
 * @param made how many intervals have passed
 */
public record ProbeSchedule(Rhythm rhythm, long due, int made) {
    /** How the intervals follow each other. */
    public enum Rhythm {
        HEALTH,
        LATCH,
        QUALITY
    }

    /** Orders are given out this much before they are due: the engine's timers fire up to 1 s late. */
    static final long EARLY_MS = 1_000;

    private static final long FIRST_MS = 5_000;
    private static final long SECOND_MS = 10_000;
    private static final long FURTHER_MS = 15_000;
    private static final double JITTER = 0.05;
    private static final long LATCH_LEAST_MS = 52_000;
    private static final long LATCH_MOST_MS = 55_000;

    static ProbeSchedule opened(long now) {
        return new ProbeSchedule(Rhythm.HEALTH, now + FIRST_MS, 1);
    }

    static ProbeSchedule latched(long now) {
        return new ProbeSchedule(Rhythm.LATCH, now + LATCH_LEAST_MS, 1);
    }

    static ProbeSchedule at(Rhythm rhythm, long due) {
        return new ProbeSchedule(rhythm, due, 0);
    }

    boolean isDue(long now) {
        return now >= due - EARLY_MS;
    }

    /**
     * The first due time after now, when a probe is back.
     *
     * @param sent when the probe was ordered, in ms since 1970
     */
    ProbeSchedule after(long sent, long now, RandomGenerator random) {
        ProbeSchedule next = step(due, random);
        if (next.due <= sent) {
            next = step(sent, random);
        }
        while (next.due <= now) {
            next = next.step(next.due, random);
        }
        return next;
    }

    private ProbeSchedule step(long base, RandomGenerator random) {
        return new ProbeSchedule(rhythm, base + interval(random), made + 1);
    }

    private long interval(RandomGenerator random) {
        return switch (rhythm) {
            case HEALTH -> {
                long full = made == 0 ? FIRST_MS : made == 1 ? SECOND_MS : FURTHER_MS;
                yield full - (long) (full * JITTER * random.nextDouble());
            }
            case LATCH -> LATCH_LEAST_MS + (long) ((LATCH_MOST_MS - LATCH_LEAST_MS) * random.nextDouble());
            case QUALITY -> throw new IllegalStateException("a quality circuit says itself when it probes again");
        };
    }
}
