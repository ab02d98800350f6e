package io.downclimb.activities.validation;

import java.util.regex.Pattern;

/**
 * A text that can be read only so often. Some regular expressions take exponential time on some texts; a search in this one
 * ends after {@value #READS} characters read, which takes well under a second. The count is the same on every machine, a
 * time limit would not be.
 */
final class Counted implements CharSequence {
    static final long READS = 20_000_000;

    private final String text;
    private long reads;

    private Counted(String text) {
        this.text = text;
    }

    /**
     * Whether the expression is found in the text.
     *
     * @throws RunsAway where the search was given up
     */
    static boolean find(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Counted(text)).find();
        } catch (StackOverflowError e) {
            throw new RunsAway();
        }
    }

    /** A search that took too many steps, or nested too deep. */
    static final class RunsAway extends RuntimeException {
        private static final long serialVersionUID = 1;

        RunsAway() {
            super("the search took too many steps", null, false, false);
        }
    }

    @Override
    public char charAt(int index) {
        if (++reads > READS) {
            throw new RunsAway();
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
