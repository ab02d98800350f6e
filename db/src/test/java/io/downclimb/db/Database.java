package io.downclimb.db;

import io.micronaut.context.ApplicationContext;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL of a test's own, migrated, with the repositories over it. */
final class Database implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final ApplicationContext context;

    private Database(EmbeddedPostgres postgres) {
        this.postgres = postgres;
        this.context = ApplicationContext.run(Map.of(
                "datasources.default.url", postgres.getJdbcUrl("postgres", "postgres"),
                "datasources.default.username", "postgres",
                "datasources.default.password", "",
                "datasources.default.driver-class-name", "org.postgresql.Driver",
                "flyway.datasources.default.enabled", "true"));
    }

    static Database start() throws IOException {
        return over(EmbeddedPostgres.start());
    }

    /** Brings a server's database up to date, and takes the server over. */
    static Database over(EmbeddedPostgres postgres) {
        return new Database(postgres);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    EmbeddedPostgres server() {
        return postgres;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of what a query finds. */
    List<String> texts(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    @Override
    public void close() throws IOException {
        context.close();
        postgres.close();
    }
}
