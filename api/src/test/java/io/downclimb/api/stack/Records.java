package io.downclimb.api.stack;

import io.downclimb.embedded.SharedStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What stands in a stack's database, read past the product. */
record Records(String jdbcUrl) {
    /** The number in the first row. */
    long count(String sql, Object... parameters) {
        return Long.parseLong(texts(sql, parameters).getFirst());
    }

    /** Runs a statement that brings no rows. */
    void run(String sql) {
        try (Connection connection = DriverManager.getConnection(
                        jdbcUrl,
                        SharedStack.postgres().username(),
                        SharedStack.postgres().password());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of every row, as text. */
    List<String> texts(String sql, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(
                        jdbcUrl,
                        SharedStack.postgres().username(),
                        SharedStack.postgres().password());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
