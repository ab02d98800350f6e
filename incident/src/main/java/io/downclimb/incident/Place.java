package io.downclimb.incident;

import org.jspecify.annotations.Nullable;

/**
 * Where in a file something is wrong. What the file itself says is shortened before it is repeated, and without control characters: it may have been
 * written to be printed on a terminal.
 *
 * @param file its path, in words
 * @param entry null for the file as a whole
 * @param line from 1; 0 for the entry as a whole
 */
record Place(String file, @Nullable String entry, long line) {
    static final String COPY_AGAIN = "Copy it again, or export it again.";
    static final String NOT_OURS = "Give a file that \"downclimb incident export\" wrote.";
    static final String DISTRUST = "No Downclimb writes such a file: do not trust where it came from.";
    static final String EXPORT_AGAIN = "Export it again, or correct what wrote it.";
    static final String NEWER = "Use a newer Downclimb.";

    private static final int SHOWN = 200;

    IncidentFormatException refuse(String why, String remedy) {
        return new IncidentFormatException(said(why, remedy));
    }

    IncidentFormatException refuse(String why, String remedy, Throwable cause) {
        return new IncidentFormatException(said(why, remedy), cause);
    }

    Place in(String part) {
        return new Place(file, part, 0);
    }

    private String said(String why, String remedy) {
        String where = entry == null ? "" : ", " + plain(entry);
        String which = line == 0 ? "" : ", line " + line;
        return "%s%s%s: %s. %s".formatted(file, where, which, plain(why), remedy);
    }

    /** A text of unknown origin, fit to be shown. */
    static String plain(String text) {
        String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return cut.codePoints()
                .map(each -> Character.isISOControl(each) || Character.getType(each) == Character.FORMAT ? '?' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
