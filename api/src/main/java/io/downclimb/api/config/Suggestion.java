package io.downclimb.api.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a person probably meant: the known word with the fewest letters to change (Levenshtein), if they are few. */
final class Suggestion {
    private Suggestion() {}

    /** A sentence that names the nearest word, where one is near, and else all of them. */
    static String of(String word, Collection<String> known) {
        String nearest = nearest(word, known);
        if (nearest != null) {
            return "did you mean %s?".formatted(nearest);
        }
        return known.isEmpty() ? "there is none" : "use one of: %s".formatted(String.join(", ", known));
    }

    /** Null where nothing is near: half of a short word's letters, or a third of a long one's, may differ. */
    static @Nullable String nearest(String word, Collection<String> known) {
        String plain = plain(word);
        String nearest = null;
        int fewest = Math.max(2, plain.length() / 3) + 1;
        for (String candidate : known) {
            String other = plain(candidate);
            boolean contained = other.length() > 2 && plain.contains(other);
            int changes = contained ? 1 : changes(plain, other);
            if (changes < fewest && changes * 2 <= other.length()) {
                fewest = changes;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** baseUrl, base_url and base-url are one word here. */
    private static String plain(String word) {
        return word.replaceAll("[-_. ]", "").toLowerCase(Locale.ROOT);
    }

    private static int changes(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
