package io.downclimb.activities.validation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for regular expressions in answers. Some expressions take exponential time on some texts, so the text is read
 * through a counter: a search that reads characters more than {@value #READS} times is given up, and one that nests too
 * deep as well. Either counts as not found. The count is the same on every machine, a time limit would not be.
 */
final class Regexes {
    static final long READS = 20_000_000;

    private final Map<String, Pattern> compiled = new ConcurrentHashMap<>();

    Verdict.@Nullable Rejected check(String regex, String text) {
        Pattern pattern = compiled.computeIfAbsent(regex, Pattern::compile);
        try {
            return pattern.matcher(new Counted(text)).find()
                    ? null
                    : new Verdict.Rejected("regex", "the expression is not found");
        } catch (TooManyReads | StackOverflowError e) {
            return new Verdict.Rejected("regex", "the search took too many steps and was given up");
        }
    }

    private static final class TooManyReads extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyReads() {
            super("too many reads", null, false, false);
        }
    }

    private static final class Counted implements CharSequence {
        private final String text;
        private long reads;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++reads > READS) {
                throw new TooManyReads();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
