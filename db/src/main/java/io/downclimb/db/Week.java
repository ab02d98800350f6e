package io.downclimb.db;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A week of requests, from Monday to Monday in UTC: one partition of each table that requests leave rows in. Which one a row lies in is told by
 * the first 48 bits of its request's id alone.
 *
 * @param begin its first moment
 */
public record Week(Instant begin) implements Comparable<Week> {
    private static final Duration LENGTH = Duration.ofDays(7);
    private static final Instant A_MONDAY = Instant.parse("1970-01-05T00:00:00Z");
    private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;

    public Week {
        if (sinceItsMonday(begin) != 0) {
            throw new IllegalArgumentException("no week begins at " + begin);
        }
    }

    public static Week of(Instant time) {
        return new Week(time.minusMillis(sinceItsMonday(time)).truncatedTo(ChronoUnit.DAYS));
    }

    public static Week of(UUID requestId) {
        return of(TimeOrderedIds.timeOf(requestId));
    }

    /** The week whose partitions have this name's ending. */
    static Week named(String ending) {
        return new Week(
                LocalDate.parse(ending, NAME).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** The first moment after it. */
    public Instant end() {
        return begin.plus(LENGTH);
    }

    public Week next() {
        return new Week(end());
    }

    /** Of a table: the table's name and the date of the Monday. */
    String partitionOf(String table) {
        return table + '_' + NAME.format(begin.atOffset(ZoneOffset.UTC).toLocalDate());
    }

    /** The least id of the week, from which on rows lie in its partitions. */
    UUID firstId() {
        return new UUID(begin.toEpochMilli() << 16, 0);
    }

    private static long sinceItsMonday(Instant time) {
        return Math.floorMod(Duration.between(A_MONDAY, time).toMillis(), LENGTH.toMillis());
    }

    @Override
    public int compareTo(Week other) {
        return begin.compareTo(other.begin);
    }
}
