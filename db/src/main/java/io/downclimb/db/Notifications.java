package io.downclimb.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens to one of Postgres' channels, on a connection of its own: one of the pool's would be handed to others. What is told while
 * nobody listens is lost, so whoever listens also looks for himself, once he listens and now and then.
 */
public final class Notifications implements AutoCloseable {
    private static final String LOGIN_SECONDS = "2";
    private static final int ALIVE_SECONDS = 2;

    private final Connection connection;

    private Notifications(Connection connection) {
        this.connection = connection;
    }

    /** Connects and listens to the channel. */
    public static Notifications listen(String jdbcUrl, String username, String password, String channel)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty("loginTimeout", LOGIN_SECONDS);
        properties.setProperty("connectTimeout", LOGIN_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "downclimb " + channel);
        Connection connection = DriverManager.getConnection(jdbcUrl, properties);
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(ALIVE_SECONDS);
            statement.execute("listen \"" + channel + "\"");
            return new Notifications(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Waits for news; the payloads of those that came, or nothing after the longest wait. */
    public List<String> await(Duration atMost) throws SQLException {
        PGNotification[] notifications =
                connection.unwrap(PGConnection.class).getNotifications(Math.max(1, (int) atMost.toMillis()));
        List<String> payloads = new ArrayList<>();
        for (PGNotification notification : notifications) {
            payloads.add(notification.getParameter());
        }
        return payloads;
    }

    /** Whether the server is still at the other end: a connection that was lost on the way is silent, too. */
    public boolean alive() throws SQLException {
        return connection.isValid(ALIVE_SECONDS);
    }

    /** Ends a wait, too. */
    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
    }
}
