package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The requests: accepted, found again, and swept up when their workflow is missing. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class RequestRepository implements GenericRepository<RequestRow, UUID> {
    private static final String ACCEPT = """
            with accepted as (
              insert into requests (id, tenant, route, policy_hash, key_hash, body_hash, workflow_id,
                                    received_at, deadline_at, share, trace_parent)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              on conflict (tenant, key_hash) do nothing
              returning id)
            insert into contents (request_id, kind, attempt, body)
            select id, 'request', 0, ? from accepted
            """;

    private static final String TAKE_OPEN = """
            update requests set swept_at = ?
            where id in (
              select id from requests
              where concluded_at is null and coalesce(swept_at, received_at) < ?
              order by received_at limit ?
              for update skip locked)
            returning *
            """;

    private final JdbcOperations jdbc;

    protected RequestRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Accepts a request: its row and its content in one statement.
     *
     * @return false where the tenant has a request with this key already
     */
    @Connectable
    public boolean accept(RequestRow request, byte[] body) {
        return jdbc.prepareStatement(ACCEPT, statement -> {
            new Parameters(statement)
                    .uuid(request.id())
                    .text(request.tenant())
                    .text(request.route())
                    .text(request.policyHash())
                    .text(request.keyHash())
                    .text(request.bodyHash())
                    .text(request.workflowId())
                    .time(request.receivedAt())
                    .time(request.deadlineAt())
                    .real(request.share())
                    .text(request.traceParent())
                    .bytes(body);
            return statement.executeUpdate() == 1;
        });
    }

    /** Takes up to {@code most} open requests that nobody has looked at since {@code before}, for this node to see to. */
    @Connectable
    public List<RequestRow> takeOpen(Instant before, Instant now, int most) {
        return jdbc.prepareStatement(TAKE_OPEN, statement -> {
            new Parameters(statement).time(now).time(before).integer(most);
            try (ResultSet rows = statement.executeQuery()) {
                return jdbc.entityStream(rows, RequestRow.class).toList();
            }
        });
    }

    /** Which of these requests have been concluded. */
    @Query("select id from requests where id in (:ids) and concluded_at is not null")
    public abstract List<UUID> concludedAmong(Collection<UUID> ids);

    public abstract Optional<RequestRow> findById(UUID id);

    public abstract Optional<RequestRow> findByTenantAndKeyHash(String tenant, String keyHash);

    /** One trip to the database: proof that it answers. */
    @Query("select 1")
    public abstract int ping();
}
