package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The contents, apart from the facts. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ContentRepository extends GenericRepository<ContentRow, UUID> {

    @Query("select * from contents where request_id = :requestId and kind = :kind and attempt = :attempt")
    Optional<ContentRow> find(UUID requestId, String kind, int attempt);

    /** Whether anything of the request's contents is left. */
    boolean existsByRequestId(UUID requestId);

    /** Erases a request's contents. */
    @Query("delete from contents where request_id = :requestId")
    long erase(UUID requestId);

    /** Erases up to {@code most} contents stored before a time: retention, in steps that hold no lock for long. */
    @Query("""
            delete from contents where ctid in (
              select ctid from contents where created_at < :before limit :most)
            """)
    long eraseBefore(Instant before, int most);
}
