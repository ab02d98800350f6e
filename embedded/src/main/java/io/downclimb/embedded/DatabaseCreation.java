package io.downclimb.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** {@code CREATE DATABASE IF NOT EXISTS}, which PostgreSQL does not have. */
final class DatabaseCreation {
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String UNIQUE_VIOLATION = "23505"; // what the later of two at once gets

    private DatabaseCreation() {}

    static void createIfAbsent(String jdbcUrl, String username, String password, String name) {
        if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("a database name must match [a-z_][a-z0-9_]{0,62}: " + name);
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl, username, password);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            if (!DUPLICATE_DATABASE.equals(e.getSQLState()) && !UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw new EmbeddedServerException("cannot create the database " + name, e);
            }
        }
    }
}
