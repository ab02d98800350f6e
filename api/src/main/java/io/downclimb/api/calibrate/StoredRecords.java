package io.downclimb.api.calibrate;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.config.Configuration;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records as they stand in the database of a configuration. Only reads. */
final class StoredRecords {
    private static final int ROWS_AT_A_TIME = 5_000;
    private static final int LOGIN_SECONDS = 10;

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private StoredRecords() {}

    static Evidence read(Configuration configuration, Options options, Instant now) throws CommandFailure {
        AttemptRecords attempts = new AttemptRecords(configuration);
        JudgementRecords judgements = new JudgementRecords(configuration, options);
        String url = configuration.store().jdbcUrl();
        Instant since = now.minus(options.since());
        try (Connection connection = DriverManager.getConnection(
                url + (url.contains("?") ? '&' : '?') + "loginTimeout=" + LOGIN_SECONDS,
                configuration.store().username(),
                configuration.store().password())) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            query(connection, AttemptRecords.SQL, since, options, attempts::add);
            query(connection, JudgementRecords.SQL, since, options, judgements::add);
            connection.rollback();
        } catch (SQLException e) {
            throw CommandFailure.unable(
                    "The records at %s cannot be read: %s".formatted(url, firstLine(e)),
                    "check store.url, store.user and store.password, and that a node of this version has served");
        }
        List<ScoreGroup> scores =
                judgements.groups(group -> attempts.answersPerSecond(group.route(), group.tier(), group.provider()));
        List<String> left = new ArrayList<>(judgements.left());
        List<CallGroup> calls = new ArrayList<>(attempts.errors());
        for (CallGroup group : attempts.validators()) {
            if (group.classes().isEmpty()) {
                left.add("%s: none of %s was turned down"
                        .formatted(group.title(), Words.counted(group.calls().calls(), "answer", "answers")));
            } else {
                calls.add(group);
            }
        }
        return new Evidence(
                "%s since %s".formatted(url.replaceAll("\\?.*", ""), Words.time(since)), calls, scores, left);
    }

    private static void query(Connection connection, String sql, Instant since, Options options, Row each)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            statement.setTimestamp(1, Timestamp.from(since));
            statement.setString(2, options.route());
            statement.setString(3, options.route());
            statement.setString(4, options.provider());
            statement.setString(5, options.provider());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    each.take(row);
                }
            }
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
