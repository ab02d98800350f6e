package io.downclimb.api.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects every mistake, so that a person corrects the file once and not once for each. */
final class Mistakes {
    private static final int LONGEST_VALUE = 80;
    /** Keys of well-known providers and credentials in URLs, written where no secret is expected. */
    private static final Pattern LOOKS_SECRET =
            Pattern.compile("(?i)\\b(sk|pk|key)-[a-z0-9_-]{6,}|\\bAIza[a-z0-9_-]{20,}|//[^/\\s]*@|password=");

    private final List<Mistake> found = new ArrayList<>();

    void add(String key, int line, @Nullable String value, String problem, String fix) {
        found.add(new Mistake(key.isEmpty() ? "(file)" : key, line, shown(value), problem, fix));
    }

    int count() {
        return found.size();
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of the file. */
    List<Mistake> inOrder() {
        List<Mistake> ordered = new ArrayList<>(found);
        ordered.sort(Comparator.comparingInt(Mistake::line));
        return List.copyOf(ordered);
    }

    private static @Nullable String shown(@Nullable String value) {
        if (value == null || LOOKS_SECRET.matcher(value).find()) {
            return null;
        }
        String line = value.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "…";
    }
}
