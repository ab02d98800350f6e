package io.downclimb.incident.outside;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How bad an outage is for calls. The words are those of status pages; what they mean for calls is assumed, not measured: pages tell late, and less
 * than half of the outages of an API are ever called major or critical.
 *
 * @param word as written in the timeline
 * @param failing the share of calls that fail (0..1)
 * @param slowdown what times to first content are multiplied by
 * @param hangs whether calls that fail stay silent
 */
public record Severity(String word, double failing, double slowdown, boolean hangs) {
    /** Nothing is wrong but what always is. */
    public static final Severity NONE = new Severity("none", 0, 1, false);

    public static final Severity MINOR = new Severity("minor", 0.10, 1.5, false);
    public static final Severity MAJOR = new Severity("major", 0.40, 2, false);
    public static final Severity CRITICAL = new Severity("critical", 0.95, 2, false);
    public static final Severity HANG = new Severity("hang", 1, 1, true);

    /**
     * Reads none, minor, major, critical, hang, or a share of failing calls (0..1).
     *
     * @return null where it is none of these
     */
    static @Nullable Severity parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none" -> NONE;
            case "minor" -> MINOR;
            case "major" -> MAJOR;
            case "critical" -> CRITICAL;
            case "hang" -> HANG;
            default -> share(text);
        };
    }

    private static @Nullable Severity share(String text) {
        try {
            double share = Double.parseDouble(text);
            return share >= 0 && share <= 1 ? new Severity(text, share, 1, false) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The one that is worse for callers. */
    Severity worse(Severity other) {
        if (failing != other.failing) {
            return failing > other.failing ? this : other;
        }
        return hangs || slowdown >= other.slowdown ? this : other;
    }
}
