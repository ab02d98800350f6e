package io.downclimb.db;

import io.micronaut.context.ApplicationContext;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A PostgreSQL of a test's own, migrated, with the repositories over it. */
final class Database implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final ApplicationContext context;

    private Database(EmbeddedPostgres postgres, Map<String, Object> beside) {
        Map<String, Object> properties = new HashMap<>(beside);
        properties.put("datasources.default.url", postgres.getJdbcUrl("postgres", "postgres"));
        properties.put("datasources.default.username", "postgres");
        properties.put("datasources.default.password", "");
        properties.put("datasources.default.driver-class-name", "org.postgresql.Driver");
        properties.putIfAbsent("flyway.datasources.default.enabled", "true");
        this.postgres = postgres;
        this.context = ApplicationContext.run(properties);
    }

    static Database start() throws IOException {
        return over(EmbeddedPostgres.start());
    }

    /** Whose repositories share one session, so that a test sees what a statement leaves behind. Migrations need two. */
    static Database ofOneSession() throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        over(postgres).context.close();
        return new Database(
                postgres,
                Map.of("datasources.default.maximum-pool-size", 1, "flyway.datasources.default.enabled", "false"));
    }

    /** Brings a server's database up to date, and takes the server over. */
    static Database over(EmbeddedPostgres postgres) {
        return new Database(postgres, Map.of());
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
        return texts(postgres.getPostgresDatabase(), sql);
    }

    /** The same, asked in the session of the repositories. */
    List<String> textsInTheirSession(String sql) throws SQLException {
        return texts(DelegatingDataSource.unwrapDataSource(context.getBean(DataSource.class)), sql);
    }

    private static List<String> texts(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
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
