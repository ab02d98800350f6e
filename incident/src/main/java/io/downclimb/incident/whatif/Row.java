package io.downclimb.incident.whatif;

import org.jspecify.annotations.Nullable;

/**
 * One line of a comparison.
 *
 * @param key for programs, stable
 * @param words for people
 * @param recorded null where there is none
 * @param unchanged null where no run has it
 * @param changed null where no run has it, or nothing was changed
 */
public record Row(
        String key,
        String words,
        Unit unit,
        @Nullable Double recorded,
        @Nullable Spread unchanged,
        @Nullable Spread changed) {
    /** What the numbers are. */
    public enum Unit {
        /** 0..1 */
        SHARE,
        COUNT,
        MS,
        /** Seconds from the beginning of the incident. */
        OFFSET,
        USD
    }
}
