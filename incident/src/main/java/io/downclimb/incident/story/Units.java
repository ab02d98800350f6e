package io.downclimb.incident.story;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Times and numbers for people. */
final class Units {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private Units() {}

    /** A length of time with three or so significant digits: {@code 180 ms}, {@code 11.8 s}, {@code 10 min}, {@code 24 h}. */
    static String time(long ms) {
        long size = Math.abs(ms);
        if (size < SECOND) {
            return ms + " ms";
        }
        if (size < 10 * SECOND) {
            return plain(ms, SECOND, "%.2f") + " s";
        }
        if (size < 10 * MINUTE) {
            return plain(ms, SECOND, "%.1f") + " s";
        }
        if (size < 10 * HOUR) {
            return plain(ms, MINUTE, "%.1f") + " min";
        }
        return plain(ms, HOUR, "%.1f") + " h";
    }

    /** A number with four significant digits at most. */
    static String number(double number) {
        return Double.isFinite(number)
                ? new BigDecimal(number)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                : String.valueOf(number);
    }

    private static String plain(long ms, long unit, String format) {
        return String.format(Locale.ROOT, format, (double) ms / unit).replaceFirst("\\.0+$", "");
    }
}
