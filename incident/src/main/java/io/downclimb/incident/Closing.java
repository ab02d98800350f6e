package io.downclimb.incident;

import java.util.List;
import java.util.Map;

/**
 * What a file says of itself, after all else. A file without it was cut short.
 *
 * @param counts how many records of each part there are, by the part's name
 * @param digests SHA-256 of each entry's text, in lower-case hex, by the entry's name
 * @param missing histories that could not be had, the first {@link #NAMED} of them
 * @param missingHistories how many could not be had
 * @param leftOut what was left out because the file would have grown beyond its bound, in words; empty for nothing
 */
public record Closing(
        Map<String, Long> counts,
        Map<String, String> digests,
        List<MissingHistory> missing,
        long missingHistories,
        List<String> leftOut) {
    /** How many of the missing histories are named. */
    public static final int NAMED = 1_000;

    public Closing {
        counts = Map.copyOf(counts);
        digests = Map.copyOf(digests);
        missing = List.copyOf(missing);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * A history that could not be had.
     *
     * @param why in words, such as "older than the namespace's retention of 24h"
     */
    public record MissingHistory(String workflowId, String why) {}
}
