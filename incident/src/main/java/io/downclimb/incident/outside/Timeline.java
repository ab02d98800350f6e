package io.downclimb.incident.outside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When something was wrong at providers: a CSV file with the columns {@code start,end,severity} and, where wanted, {@code provider} and
 * {@code note}.
 *
 * @param outages in the order of their start
 */
public record Timeline(List<Outage> outages) {
    /** Once somebody has mistaken a unit, spans become very long. */
    private static final long LONGEST_MS = 366L * 24 * 60 * 60 * 1_000;

    public Timeline {
        outages =
                outages.stream().sorted(Comparator.comparingLong(Outage::from)).toList();
    }

    /**
     * A stretch in which something was wrong.
     *
     * @param from in ms since 1970
     * @param until in ms since 1970, itself excluded
     * @param provider null for the first provider of each route
     */
    public record Outage(
            long from,
            long until,
            Severity severity,
            @Nullable String provider,
            @Nullable String note) {
        boolean covers(long at) {
            return at >= from && at < until;
        }
    }

    /**
     * Reads a file.
     *
     * @throws OutsideFormatException with file, line and fix
     */
    public static Timeline read(Path path) {
        List<Outage> outages = new ArrayList<>();
        try (CsvRows rows = CsvRows.open(path)) {
            String start = rows.required(List.of("start"));
            String end = rows.required(List.of("end"));
            String severity = rows.required(List.of("severity"));
            while (rows.next()) {
                outages.add(outage(rows, start, end, severity));
            }
        }
        if (outages.stream().allMatch(outage -> outage.severity().equals(Severity.NONE))) {
            throw new OutsideFormatException(
                    "%s names no outage%n  fix: write a line such as 2026-01-31T12:00:00Z,2026-01-31T12:40:00Z,major"
                            .formatted(path));
        }
        return new Timeline(outages);
    }

    private static Outage outage(CsvRows rows, String start, String end, String severity) {
        long from = time(rows, start);
        long until = time(rows, end);
        if (until <= from) {
            throw rows.wrong(
                    "end \"%s\" is not after start \"%s\"".formatted(rows.value(end), rows.value(start)),
                    "write the later time at end");
        }
        if (until - from > LONGEST_MS) {
            throw rows.wrong(
                    "the outage lasts more than a year", "check the unit of start and end: ms since 1970, or ISO 8601");
        }
        Severity known = Severity.parse(rows.value(severity));
        if (known == null) {
            throw rows.wrong(
                    "severity \"%s\" is not known".formatted(rows.value(severity)),
                    "write none, minor, major, critical, hang, or the share of failing calls, such as 0.3");
        }
        return new Outage(from, until, known, text(rows, "provider"), text(rows, "note"));
    }

    private static long time(CsvRows rows, String column) {
        String text = rows.value(column);
        Times time = Times.parse(text);
        if (time == null || !time.isAbsolute()) {
            throw rows.wrong(
                    "%s \"%s\" is not a time".formatted(column, text),
                    "write ISO 8601 such as 2026-01-31T12:00:00Z, or ms since 1970");
        }
        return time.ms();
    }

    private static @Nullable String text(CsvRows rows, String column) {
        String text = rows.value(column);
        return text.isEmpty() ? null : text;
    }

    /** How bad it was for a provider at a time. */
    Severity at(long time, String provider, String first) {
        Severity worst = Severity.NONE;
        for (Outage outage : outages) {
            if (outage.from() > time) {
                break;
            }
            String of = outage.provider() == null ? first : outage.provider();
            if (outage.covers(time) && of.equals(provider)) {
                worst = worst.worse(outage.severity());
            }
        }
        return worst;
    }
}
