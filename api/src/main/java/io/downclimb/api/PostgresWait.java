package io.downclimb.api;

import io.downclimb.api.config.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node may be started before its database is: it waits, says so, and gives up with a reason. */
final class PostgresWait {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresWait.class);
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final int LOGIN_SECONDS = 2;

    private PostgresWait() {}

    static void untilItAnswers(Store store) {
        Instant until = Instant.now().plus(AT_MOST);
        boolean told = false;
        while (true) {
            try (Connection connection =
                    DriverManager.getConnection(withTimeout(store.jdbcUrl()), store.username(), store.password())) {
                if (connection.isValid(LOGIN_SECONDS)) {
                    return;
                }
            } catch (SQLException e) {
                if (Instant.now().isAfter(until)) {
                    throw new IllegalStateException(
                            "Postgres at %s does not answer: %s. Check store.url, store.user and store.password."
                                    .formatted(store.jdbcUrl(), e.getMessage()),
                            e);
                }
                if (!told) {
                    LOG.info("waiting for Postgres at {}", store.jdbcUrl());
                    told = true;
                }
            }
            pause();
        }
    }

    private static String withTimeout(String url) {
        return url + (url.contains("?") ? '&' : '?') + "loginTimeout=" + LOGIN_SECONDS;
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Postgres", e);
        }
    }
}
