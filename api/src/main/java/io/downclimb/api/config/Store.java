package io.downclimb.api.config;

import java.time.Duration;

/**
 * The Postgres that remembers.
 *
 * @param password empty where the server asks for none
 * @param maxConnections of the pool of this node
 * @param keepContents how long prompts, answers and raw errors are kept; facts stay
 */
public record Store(String jdbcUrl, String username, String password, int maxConnections, Duration keepContents) {
    static final Store DEFAULT =
            new Store("jdbc:postgresql://127.0.0.1:5432/downclimb", "downclimb", "", 10, Duration.ofDays(30));

    /** Without the password, so that it cannot reach a log. */
    @Override
    public String toString() {
        return "Store[%s, %s, %d connections]".formatted(jdbcUrl, username, maxConnections);
    }
}
