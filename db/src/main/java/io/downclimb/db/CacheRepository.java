package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The exact cache: the same tenant, policy and canonical request. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class CacheRepository implements GenericRepository<CacheRow, UUID> {
    static final PartitionedSql LOOK_UP = new PartitionedSql("""
            select c.request_id, c.attempt, c.provider, c.model, c.stored_at, c.fresh_until
            from {requests} r
            join cache c on c.tenant = r.tenant and c.policy_hash = r.policy_hash and c.body_hash = r.body_hash
            where r.id = ? and c.kept_until > ?
            """);

    static final String LOOK_UP_QUESTION = """
            select request_id, attempt, provider, model, stored_at, fresh_until from cache
            where tenant = ? and policy_hash = ? and body_hash = ? and kept_until > ?
            """;

    static final PartitionedSql CONTENT =
            new PartitionedSql("select body from {contents} where request_id = ? and kind = 'answer' and attempt = ?");

    static final PartitionedSql STANDS = new PartitionedSql(
            "select exists (select 1 from {contents} where request_id = ? and kind = 'answer' and attempt = ?)");

    private final JdbcOperations jdbc;
    private final Partitions partitions;

    protected CacheRepository(JdbcOperations jdbc, Partitions partitions) {
        this.jdbc = jdbc;
        this.partitions = partitions;
    }

    /** What is kept for exactly this request. Its contents may have been erased: see {@link #content} and {@link #stands}. */
    @Connectable
    public Optional<CacheRow> lookUp(UUID requestId, Instant now) {
        return jdbc.prepareStatement(partitions.sql(LOOK_UP, requestId), statement -> {
            new Parameters(statement).uuid(requestId).time(now);
            return found(statement);
        });
    }

    /** As {@link #lookUp(UUID, Instant)}, for a request that has not been accepted. */
    @Connectable
    public Optional<CacheRow> lookUp(String tenant, String policyHash, String bodyHash, Instant now) {
        return jdbc.prepareStatement(LOOK_UP_QUESTION, statement -> {
            new Parameters(statement)
                    .text(tenant)
                    .text(policyHash)
                    .text(bodyHash)
                    .time(now);
            return found(statement);
        });
    }

    private Optional<CacheRow> found(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(jdbc.readEntity(row, CacheRow.class)) : Optional.empty();
        }
    }

    /** The answer itself; empty where it was erased. It may be of another week than the request, and is looked for where its id says. */
    @Connectable
    public Optional<byte[]> content(UUID requestId, int attempt) {
        return jdbc.prepareStatement(partitions.sql(CONTENT, requestId), statement -> {
            new Parameters(statement).uuid(requestId).integer(attempt);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        });
    }

    /** Whether the answer is still there to be read. */
    @Connectable
    public boolean stands(UUID requestId, int attempt) {
        return jdbc.prepareStatement(partitions.sql(STANDS, requestId), statement -> {
            new Parameters(statement).uuid(requestId).integer(attempt);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        });
    }

    /** Keeps an attempt's answer for requests to come; the newest wins. */
    @Query("""
            insert into cache (tenant, policy_hash, body_hash, request_id, attempt, provider, model, stored_at, fresh_until,
                               kept_until)
            select r.tenant, r.policy_hash, r.body_hash, r.id, a.number, a.provider, a.model, :now, :freshUntil, :keptUntil
            from requests r join attempts a on a.request_id = :requestId and a.number = :attempt
            where r.id = :requestId
            on conflict (tenant, policy_hash, body_hash) do update
              set request_id = excluded.request_id, attempt = excluded.attempt, provider = excluded.provider,
                  model = excluded.model, stored_at = excluded.stored_at, fresh_until = excluded.fresh_until,
                  kept_until = excluded.kept_until
            """)
    public abstract void fill(UUID requestId, int attempt, Instant now, Instant freshUntil, Instant keptUntil);

    /** Drops what nobody may be served any more. */
    @Query("delete from cache where kept_until < :now")
    public abstract long dropBefore(Instant now);
}
