package io.downclimb.api.incident;

import io.downclimb.api.config.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Properties;

/**
 * One read-only transaction over one connection of its own, in which everything stands still: what is exported fits together, and takes no
 * connection from requests. Rows come by cursors, some at a time.
 */
final class StoredFacts implements AutoCloseable {
    private static final int ROWS_AT_A_TIME = 500;

    private final Connection connection;

    private StoredFacts(Connection connection) {
        this.connection = connection;
    }

    /** Sets a statement's parameters. */
    interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    /** Takes a row; false where no more are wanted. */
    interface Row {
        boolean take(ResultSet row) throws SQLException, java.io.IOException;
    }

    static StoredFacts open(Store store) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", store.username());
        properties.setProperty("password", store.password());
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "5");
        // A sort of many requests may take a while until its first row.
        properties.setProperty("socketTimeout", "120");
        // Each plan knows its parameters, and so which weeks to leave alone.
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("ApplicationName", "downclimb export");
        Connection connection = DriverManager.getConnection(store.jdbcUrl(), properties);
        try {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                // Between two rows, histories are fetched and the caller reads.
                statement.execute("set local idle_in_transaction_session_timeout = 0");
            }
            return new StoredFacts(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    void query(String sql, Parameters parameters, Row each) throws SQLException, java.io.IOException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            parameters.set(statement);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (!each.take(row)) {
                        return;
                    }
                }
            }
        }
    }

    /** Binds the first parameter, an array of texts. */
    static void texts(PreparedStatement statement, Collection<String> texts) throws SQLException {
        statement.setArray(1, statement.getConnection().createArrayOf("text", texts.toArray()));
    }

    /** Ends whatever is under way, from another thread: it fails then. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException("a connection that cannot be aborted", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
