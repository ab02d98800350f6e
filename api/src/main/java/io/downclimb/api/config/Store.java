package io.downclimb.api.config;

import java.time.Duration;

/**
 * The Postgres that remembers.
 *
 * @param password empty where the server asks for none
 * @param maxConnections of the pool of this node
 * @param keepContents how long prompts, answers and raw errors are kept
 * @param keepFacts how long the rest is kept: who answered, when, at what cost; not shorter than contents
 */
public record Store(
        String jdbcUrl,
        String username,
        String password,
        int maxConnections,
        Duration keepContents,
        Duration keepFacts) {
    static final Store DEFAULT = new Store(
            "jdbc:postgresql://127.0.0.1:5432/downclimb",
            "downclimb",
            "",
            10,
            Duration.ofDays(30),
            Duration.ofDays(365));

    /** Without the password, so that it cannot reach a log. */
    @Override
    public String toString() {
        return "Store[%s, %s, %d connections]".formatted(jdbcUrl, username, maxConnections);
    }
}
