package io.downclimb.replay;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of replaying an incident.
 *
 * @param histories how many were replayed
 * @param byType how many of each type of workflow, in the order of their names
 * @param different how many of them were not repeated
 * @param differences of these the first {@link #NAMED}, in the file's order
 * @param missing how many histories the file says it could not get
 */
public record Replays(
        long histories, Map<String, Long> byType, long different, List<Difference> differences, long missing) {
    /** How many differences are told in full. */
    public static final int NAMED = 5;

    public Replays {
        byType = Collections.unmodifiableMap(new TreeMap<>(byType));
        differences = List.copyOf(differences);
    }

    /** Whether every history was repeated. */
    public boolean areRepeated() {
        return different == 0;
    }

    /** What differs, in words, and where to read on. */
    public String message() {
        if (areRepeated()) {
            return "all %d histories are repeated by the workflows as they are".formatted(histories);
        }
        StringBuilder text = new StringBuilder(
                "%d of %d histories are not repeated by the workflows as they are:".formatted(different, histories));
        differences.forEach(one -> text.append("\n  - ").append(one.message()));
        if (different > differences.size()) {
            text.append("\n  - and ").append(different - differences.size()).append(" more");
        }
        return text.append(
                        "\nUndo what changed the sequence, or version it and keep what is old beside it: see docs/replay.md, \"When a replay fails\"")
                .toString();
    }

    /** Fails with {@link #message} unless every history was repeated. */
    public void assertRepeated() {
        if (!areRepeated()) {
            throw new AssertionError(message());
        }
    }
}
