package io.downclimb.incident.outside;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A time in a CSV file.
 *
 * @param ms since 1970 where it is absolute, else since the beginning of its file
 */
record Times(long ms, boolean isAbsolute) {
    private static final double LEAST_EPOCH_S = 1e9;
    private static final double LEAST_EPOCH_MS = 1e11;
    private static final double MOST = 1e14;

    /**
     * Reads ISO 8601 (with a zone, or as UTC; a space may stand for the T), ms or s since 1970, or s since the beginning.
     *
     * @return null where it is none of these
     */
    static @Nullable Times parse(String text) {
        Double number = number(text);
        if (number != null) {
            if (!(number >= 0 && number < MOST)) {
                return null;
            }
            boolean isMs = number >= LEAST_EPOCH_MS;
            return new Times(Math.round(isMs ? number : number * 1_000), number >= LEAST_EPOCH_S);
        }
        String iso = text.replaceFirst(" ", "T");
        try {
            return new Times(OffsetDateTime.parse(iso).toInstant().toEpochMilli(), true);
        } catch (DateTimeException noZone) {
            return withoutZone(iso);
        }
    }

    private static @Nullable Times withoutZone(String iso) {
        try {
            return new Times(LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli(), true);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
