package io.downclimb.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Call;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What Postgres says was accepted, concluded and paid for, held against what the providers saw. */
final class Ledger {
    private static final Set<String> ON_ITS_WAY = Set.of("SILENT", "CONNECT");

    private final String jdbcUrl;
    private final String username;
    private final String password;

    Ledger(String jdbcUrl, String username, String password) {
        this.jdbcUrl = jdbcUrl;
        this.username = username;
        this.password = password;
    }

    long accepted() throws SQLException {
        return count("select count(*) from requests");
    }

    long accepted(String route) throws SQLException {
        return count("select count(*) from requests where route = '%s'".formatted(route));
    }

    long open() throws SQLException {
        return count("select count(*) from requests where concluded_at is null");
    }

    long concludedOnce() throws SQLException {
        return count(
                "select count(*) from requests r join answers a on a.request_id = r.id where r.concluded_at is not null");
    }

    /** Waits until nothing accepted is left open. */
    void settle(Duration atMost) throws SQLException, InterruptedException {
        Instant until = Instant.now().plus(atMost);
        while (open() > 0) {
            assertThat(Instant.now()).as("%d requests are still open", open()).isBefore(until);
            Thread.sleep(200); // a poll of the database, bounded above
        }
    }

    /** Every attempt: how often it was sent, and when its result was committed. */
    private Map<String, Recorded> recorded() throws SQLException {
        Map<String, Recorded> attempts = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select request_id::text, number, sends, finished_at, error_class from attempts")) {
            while (rows.next()) {
                java.sql.Timestamp finished = rows.getTimestamp(4);
                attempts.put(
                        rows.getString(1) + "/" + rows.getInt(2),
                        new Recorded(
                                rows.getInt(3),
                                finished == null ? null : finished.toInstant(),
                                String.valueOf(rows.getString(5))));
            }
        }
        return attempts;
    }

    /**
     * No attempt was called after its result was recorded, none unrecorded, and none more than twice. A call that was given up before any
     * header came may still have been on its way: it was sent before that was recorded, and may arrive after it.
     */
    void assertNothingPaidAgain(List<Call> calls) throws SQLException {
        Map<String, Recorded> attempts = recorded();
        Map<String, List<Call>> byAttempt =
                calls.stream().collect(Collectors.groupingBy(call -> call.callerRequest() + "/" + call.attempt()));
        List<String> wrong = new ArrayList<>();
        byAttempt.forEach((attempt, made) -> {
            Recorded recorded = attempts.get(attempt);
            if (recorded == null) {
                wrong.add(attempt + " was called without a row");
                return;
            }
            if (made.size() > recorded.sends() || made.size() > 2) {
                wrong.add("%s was called %d times, sends %d".formatted(attempt, made.size(), recorded.sends()));
            }
            Instant finished = recorded.finishedAt();
            if (finished == null || ON_ITS_WAY.contains(recorded.errorClass())) {
                return;
            }
            made.stream()
                    .filter(call -> call.arrivedAtMillis() > finished.toEpochMilli())
                    .forEach(call -> wrong.add("%s was called %d ms after its result was recorded: %s"
                            .formatted(attempt, call.arrivedAtMillis() - finished.toEpochMilli(), recorded)));
        });
        assertThat(wrong).isEmpty();
    }

    /** How many attempts were sent more than once, by route. */
    Map<String, Long> duplicated() throws SQLException {
        Map<String, Long> duplicated = new TreeMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select r.route, count(*) from attempts a join requests r on r.id = a.request_id
                        where a.sends > 1 group by r.route
                        """)) {
            while (rows.next()) {
                duplicated.put(rows.getString(1), rows.getLong(2));
            }
        }
        return duplicated;
    }

    private long count(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, username, password);
    }

    private record Recorded(int sends, Instant finishedAt, String errorClass) {}
}
