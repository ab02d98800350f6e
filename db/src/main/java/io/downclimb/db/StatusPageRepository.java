package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What status pages say; one row a page. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class StatusPageRepository implements GenericRepository<StatusPageRow, String> {
    private static final String KEEP = """
            insert into status_pages (page, kind, url, level, document, since, read_at, asked_at, failures)
            values (?, ?, ?, ?, ?, ?, cast(? as timestamptz), ?, ?)
            on conflict (page) do update
              set kind = excluded.kind, url = excluded.url, level = excluded.level, document = excluded.document,
                  since = excluded.since, read_at = excluded.read_at, asked_at = excluded.asked_at,
                  failures = excluded.failures
              where status_pages.asked_at <= excluded.asked_at
            """;

    private final JdbcOperations jdbc;

    protected StatusPageRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes a page's row anew, unless the page has been asked since. */
    @Connectable
    public void keep(StatusPageRow row) {
        Instant readAt = row.readAt();
        var _ = jdbc.prepareStatement(KEEP, statement -> {
            new Parameters(statement)
                    .text(row.page())
                    .text(row.kind())
                    .text(row.url())
                    .text(row.level())
                    .text(row.document())
                    .time(row.since())
                    .text(readAt == null ? null : readAt.toString())
                    .time(row.askedAt())
                    .integer(row.failures());
            return statement.executeUpdate();
        });
    }

    @Query("select * from status_pages order by page")
    public abstract List<StatusPageRow> findAll();

    @Query("select * from status_pages where page = :page")
    public abstract Optional<StatusPageRow> find(String page);

    @Query("delete from status_pages where page = :page")
    public abstract void forget(String page);
}
