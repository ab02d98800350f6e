package io.downclimb.db;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A statement about one request. Tables in braces, such as {@code {requests}}, are put in as the partitions of the request's week, or as the
 * whole tables.
 *
 * <p>Named, a partition costs what a plain table does. Through the whole table PostgreSQL plans anew for each execution, or locks each partition
 * there is: see docs/decisions/0014.
 */
final class PartitionedSql {
    private static final Pattern TABLE = Pattern.compile("\\{(\\w+)}");

    private final String text;
    private final String ofAll;
    /** Of the weeks that requests are under way in: two at most, and those that a long-lived process has seen. */
    private final Map<Week, String> ofWeeks = new ConcurrentHashMap<>();

    PartitionedSql(String text) {
        this.text = text;
        this.ofAll = TABLE.matcher(text).replaceAll("$1");
    }

    /** For the whole tables, which is right for every request. */
    String ofAll() {
        return ofAll;
    }

    /** For the partitions of a week, which must be there. */
    String of(Week week) {
        return ofWeeks.computeIfAbsent(
                week, known -> TABLE.matcher(text).replaceAll(table -> known.partitionOf(table.group(1))));
    }
}
