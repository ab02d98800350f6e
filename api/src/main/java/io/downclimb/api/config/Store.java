package io.downclimb.api.config;

/**
 * The Postgres that remembers.
 *
 * @param password empty where the server asks for none
 * @param maxConnections of the pool of this node
 */
public record Store(String jdbcUrl, String username, String password, int maxConnections) {
    static final Store DEFAULT = new Store("jdbc:postgresql://127.0.0.1:5432/downclimb", "downclimb", "", 10);

    /** Without the password, so that it cannot reach a log. */
    @Override
    public String toString() {
        return "Store[%s, %s, %d connections]".formatted(jdbcUrl, username, maxConnections);
    }
}
