package io.downclimb.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One table with one column, to see what a server remembers. */
final class Rows {
    private Rows() {}

    static void write(LocalPostgres postgres, String database, String row) {
        postgres.createDatabase(database);
        execute(postgres, database, "create table if not exists notes (note text)");
        execute(postgres, database, "insert into notes values ('" + row + "')");
    }

    static String read(LocalPostgres postgres, String database) throws SQLException {
        try (Connection connection = connect(postgres, database, 10);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select string_agg(note, ',' order by note) from notes")) {
            result.next();
            return result.getString(1);
        }
    }

    static void execute(LocalPostgres postgres, String database, String sql) {
        try (Connection connection = connect(postgres, database, 10);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static Connection connect(LocalPostgres postgres, String database, int timeoutSeconds) throws SQLException {
        String limits = "?connectTimeout=" + timeoutSeconds + "&socketTimeout=" + timeoutSeconds;
        return DriverManager.getConnection(
                postgres.jdbcUrl(database) + limits, postgres.username(), postgres.password());
    }
}
