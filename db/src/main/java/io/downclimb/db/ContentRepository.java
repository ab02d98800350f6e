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
import java.util.UUID;

/** The contents, apart from the facts. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class ContentRepository implements GenericRepository<ContentRow, UUID> {
    private final JdbcOperations jdbc;

    protected ContentRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    @Query("select * from contents where request_id = :requestId and kind = :kind and attempt = :attempt")
    public abstract Optional<ContentRow> find(UUID requestId, String kind, int attempt);

    /** Whether anything of the request's contents is left. */
    public abstract boolean existsByRequestId(UUID requestId);

    /** Erases a request's contents. */
    @Query("delete from contents where request_id = :requestId")
    public abstract long erase(UUID requestId);

    /** Erases up to {@code most} contents stored before a time: retention, in steps that hold no lock for long. */
    @Connectable
    public long eraseBefore(Instant before, int most) {
        long erased = 0;
        for (String partition : partitions()) {
            int left = (int) (most - erased);
            if (left == 0) {
                return erased;
            }
            // Of one partition at a time: a row's place is its own within a table only.
            String sql = """
                    delete from %1$s where ctid in (
                      select ctid from %1$s where created_at < ? order by created_at limit ?)
                    """.formatted(partition);
            erased += jdbc.prepareStatement(sql, statement -> {
                new Parameters(statement).time(before).integer(left);
                return statement.executeUpdate();
            });
        }
        return erased;
    }

    @Query("""
            select cast(inhrelid as regclass)::text from pg_inherits
            where inhparent = cast('contents' as regclass) order by 1
            """)
    abstract List<String> partitions();
}
