package io.downclimb.api.stack;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Counts the statements that reach a stack's database for its requests, as PostgreSQL itself counts them. */
final class Statements {
    private static final Pattern OF_REQUESTS =
            Pattern.compile("\\b(requests|request_keys|contents|attempts|answers|cache)\\b");

    /** The partition of a week is the table that it belongs to. */
    private static final Pattern WEEK = Pattern.compile("_\\d{8}\\b");

    /** Done by one who has waited for a second, on a busy machine; done for every request, it is part of what each costs. */
    private static final String READ_BACK = "read back content";

    private final Records records;

    Statements(Records records) {
        this.records = records;
        records.run("create extension if not exists pg_stat_statements");
    }

    /** How often each kind of statement was executed so far. */
    Map<String, Long> executed() {
        Map<String, Long> executed = new TreeMap<>();
        List<String> rows = records.texts("""
                select s.calls || ' ' || s.query from pg_stat_statements s join pg_database d on d.oid = s.dbid
                where d.datname = current_database()
                """);
        for (String row : rows) {
            String query = WEEK.matcher(row.substring(row.indexOf(' ') + 1).toLowerCase(Locale.ROOT))
                    .replaceAll("");
            if (OF_REQUESTS.matcher(query).find() && !isOfTheBackground(query)) {
                executed.merge(kind(query), Long.valueOf(row.substring(0, row.indexOf(' '))), Long::sum);
            }
        }
        return executed;
    }

    /** What was executed since, each kind as often as for one of so many requests; what is no whole number fails. */
    Map<String, Long> perRequestSince(Map<String, Long> before, int requests) {
        Map<String, Long> each = new TreeMap<>();
        executed().forEach((kind, calls) -> {
            long since = calls - before.getOrDefault(kind, 0L);
            if (kind.equals(READ_BACK) && since < requests) {
                return;
            }
            if (since % requests != 0) {
                throw new AssertionError("%s: %d times for %d requests".formatted(kind, since, requests));
            }
            if (since > 0) {
                each.put(kind, since / requests);
            }
        });
        return each;
    }

    /** The sweep's, ours, and the look that a caller takes who has waited for a second, on a busy machine. */
    private static boolean isOfTheBackground(String query) {
        return query.contains("skip locked")
                || query.contains("pg_stat_statements")
                || query.startsWith("select answer_row_.");
    }

    private static String kind(String query) {
        if (query.contains("insert into requests")) {
            return query.contains("insert into answers") ? "accept and conclude" : "accept";
        }
        if (query.contains("insert into attempts")) {
            return "open";
        }
        if (query.contains("update attempts")) {
            return query.contains("insert into answers") ? "finish and conclude" : "finish";
        }
        if (query.contains("insert into answers")) {
            return "conclude";
        }
        if (query.contains("insert into cache")) {
            return "fill cache";
        }
        if (query.contains("join cache") || query.contains("from cache")) {
            return "look up cache";
        }
        if (query.startsWith("select * from contents")) {
            return READ_BACK;
        }
        if (query.startsWith("select body from contents")) {
            return "read content";
        }
        return query.replaceAll("\\s+", " ").strip();
    }
}
