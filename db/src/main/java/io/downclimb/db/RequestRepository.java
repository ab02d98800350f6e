package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The requests: accepted, found again, and swept up when their workflow is missing. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class RequestRepository implements GenericRepository<RequestRow, UUID> {
    private static final String INTO_REQUESTS = """
            insert into {requests} (id, tenant, route, policy_hash, key_hash, body_hash, workflow_id,
                                    received_at, deadline_at, share, trace_parent, concluded_at)
            """;

    private static final String ASKED = "with accepted as (" + INTO_REQUESTS + """
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as timestamptz))
              returning id, concluded_at)
            """;

    /** Who enters the key is first: another with the same key waits for that commit, and enters nothing. */
    private static final String ASKED_ONCE = """
            with first as (
              insert into request_keys (request_id, tenant, key_hash, accepted_at) values (?, ?, ?, ?)
              on conflict (tenant, key_hash) do nothing
              returning request_id),
            accepted as (""" + INTO_REQUESTS + """
              select asked.* from first, (
                values (cast(? as uuid), ?, ?, ?, ?, ?, ?, cast(? as timestamptz), cast(? as timestamptz),
                        cast(? as double precision), ?, cast(? as timestamptz))) as asked
              returning id, concluded_at)
            """;

    private static final String INTO_CONTENTS = """
            insert into {contents} (request_id, kind, attempt, body)
            select id, 'request', 0, ? from accepted
            """;

    private static final String INTO_ANSWERS = """
            , asked as (""" + INTO_CONTENTS + """
            ), labelled as (
              insert into {answers} (outcome, tier, provider, model, attempt, degraded, notice, error_class, reason,
                                     classes, skipped, request_id, concluded_at, attempts, dropped)
              select label.*, accepted.id, accepted.concluded_at, 0, '[]'
              from accepted, (values (?, ?, ?, ?, cast(? as int), ?, ?, ?, ?, ?, ?)) as label)
            insert into {contents} (request_id, kind, attempt, body)
            select id, 'answer', 0, ? from accepted
            """;

    static final PartitionedSql ACCEPT = new PartitionedSql(ASKED + INTO_CONTENTS);
    static final PartitionedSql ACCEPT_ONCE = new PartitionedSql(ASKED_ONCE + INTO_CONTENTS);
    static final PartitionedSql ACCEPT_CONCLUDED = new PartitionedSql(ASKED + INTO_ANSWERS);
    static final PartitionedSql ACCEPT_CONCLUDED_ONCE = new PartitionedSql(ASKED_ONCE + INTO_ANSWERS);

    static final String TAKE_OPEN = """
            update requests set swept_at = ?
            where id = any(array(
              select id from requests
              where concluded_at is null and coalesce(swept_at, received_at) < ?
              order by received_at limit ?
              for update skip locked))
            returning *
            """;

    /** Of the default partition, where what has no week of its own lies: elsewhere a whole week is dropped. */
    private static final String ERASE_BEFORE = """
            with old as (
              select request_id from answers_default where concluded_at < ? order by concluded_at limit ?),
            labels as (delete from answers_default where request_id in (select request_id from old)),
            calls as (delete from attempts_default where request_id in (select request_id from old)),
            said as (delete from contents_default where request_id in (select request_id from old))
            delete from requests_default where id in (select request_id from old)
            """;

    private final JdbcOperations jdbc;
    private final Partitions partitions;

    protected RequestRepository(JdbcOperations jdbc, Partitions partitions) {
        this.jdbc = jdbc;
        this.partitions = partitions;
    }

    /**
     * Accepts a request: its row and its content in one statement.
     *
     * @return false where the tenant has a request with this key already
     */
    @Connectable
    public boolean accept(RequestRow request, byte[] body) {
        PartitionedSql accept = request.keyHash() == null ? ACCEPT : ACCEPT_ONCE;
        return jdbc.prepareStatement(partitions.sql(accept, request.id()), statement -> {
            asked(new Parameters(statement), request, null).bytes(body);
            return statement.executeUpdate() == 1;
        });
    }

    /**
     * Accepts a request with the conclusion that it has at once: no attempt was made for it, and none will be.
     *
     * @param content of the answer
     * @return false where the tenant has a request with this key already: nothing is written then
     */
    @Connectable
    public boolean acceptConcluded(RequestRow request, byte[] body, AnswerRow answer, byte[] content) {
        PartitionedSql accept = request.keyHash() == null ? ACCEPT_CONCLUDED : ACCEPT_CONCLUDED_ONCE;
        return jdbc.prepareStatement(partitions.sql(accept, request.id()), statement -> {
            Parameters parameters = asked(new Parameters(statement), request, answer.concludedAt())
                    .bytes(body);
            AnswerRepository.label(parameters, answer).bytes(content);
            return statement.executeUpdate() == 1;
        });
    }

    private static Parameters asked(Parameters parameters, RequestRow request, @Nullable Instant concludedAt)
            throws SQLException {
        String keyHash = request.keyHash();
        if (keyHash != null) {
            parameters.uuid(request.id()).text(request.tenant()).text(keyHash).time(request.receivedAt());
        }
        return parameters
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
                .timeOrNull(concludedAt);
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

    /** The request that a tenant's key names. */
    public Optional<RequestRow> findByTenantAndKeyHash(String tenant, String keyHash) {
        return findIdByKey(tenant, keyHash).flatMap(this::findById);
    }

    @Query("select request_id from request_keys where tenant = :tenant and key_hash = :keyHash")
    abstract Optional<UUID> findIdByKey(String tenant, String keyHash);

    /** Forgets up to {@code most} keys from before a time: retention. The next request with such a key is a new one. */
    @Query("""
            delete from request_keys where ctid in (
              select ctid from request_keys where accepted_at < :before order by accepted_at limit :most)
            """)
    public abstract long forgetKeysBefore(Instant before, int most);

    /**
     * Erases up to {@code most} requests that were concluded before a time and have no week of their own, with all that they left behind:
     * retention.
     */
    @Connectable
    public long eraseBefore(Instant before, int most) {
        return jdbc.prepareStatement(ERASE_BEFORE, statement -> {
            new Parameters(statement).time(before).integer(most);
            return (long) statement.executeUpdate();
        });
    }

    /** One trip to the database: proof that it answers. */
    @Query("select 1")
    public abstract int ping();
}
