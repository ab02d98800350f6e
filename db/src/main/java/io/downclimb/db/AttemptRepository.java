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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The attempts: opened before they are sent, finished once. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class AttemptRepository implements GenericRepository<AttemptRow, UUID> {
    static final PartitionedSql OPEN = new PartitionedSql("""
            with opened as (
              insert into {attempts} as attempts (request_id, number, rung, tier, provider, model, sent_at)
              select id, ?, ?, ?, ?, ?, ? from {requests} where id = ? and concluded_at is null
              on conflict (request_id, number) do update
                set sends = attempts.sends + case when attempts.finished_at is null then 1 else 0 end
              returning request_id, sends, result)
            select o.sends, o.result, c.request_id is not null as kept, case when ? then c.body end as body
            from opened o
            left join {contents} c on c.request_id = o.request_id and c.kind = 'request' and c.attempt = 0
            """);

    private static final String FINISHED_AND_KEPT = """
            with finished as (
              update {attempts}
              set finished_at = ?, outcome = ?, error_class = ?, status = ?, detail = ?, first_content_ms = ?,
                  total_ms = ?, input_tokens = ?, output_tokens = ?, cost_usd = ?, dropped = ?, result = ?
              where request_id = ? and number = ? and finished_at is null
              returning request_id, number, dropped, cost_usd),
            kept as (
              insert into {contents} (request_id, kind, attempt, body)
              select f.request_id, content.kind, f.number, content.body
              from finished f, (values (cast(? as text), cast(? as bytea))) as content (kind, body)
              where content.kind is not null
                and exists (select 1 from {contents} c
                            where c.request_id = f.request_id and c.kind = 'request' and c.attempt = 0)
              on conflict do nothing)
            """;

    /** A failure is no promise to anyone: its commit does not wait for the disk (the setting ends with the statement's transaction). */
    static final PartitionedSql FINISH = new PartitionedSql(FINISHED_AND_KEPT + """
            select (select count(*) from finished) as finished,
                   case when ? then set_config('synchronous_commit', 'off', true) end
            """);

    static final PartitionedSql CONCLUDE = new PartitionedSql(FINISHED_AND_KEPT + """
            , won as (
              update {requests} r set concluded_at = ? from finished f
              where r.id = ? and r.id = f.request_id and r.concluded_at is null
              returning r.*, f.number, f.dropped as own_dropped, f.cost_usd as own_cost_usd),
            labelled as (
              insert into {answers} (outcome, tier, provider, model, attempt, degraded, notice, error_class, reason,
                                   classes, skipped, request_id, concluded_at, attempts, dropped, cost_usd)
              select 'answered', ?, ?, ?, won.number, ?, ?, null, null, ?, ?, won.id, won.concluded_at,
                     above.attempts + 1, coalesce(won.own_dropped, '[]'),
                     case when above.cost_usd is null then won.own_cost_usd
                          else above.cost_usd + coalesce(won.own_cost_usd, 0) end
              from won, lateral (
                select count(*) as attempts, sum(a.cost_usd) as cost_usd
                from {attempts} a where a.request_id = won.id and a.number <> won.number) as above
              returning attempts, dropped, cost_usd)
            select finished.request_id as finished, won.*, labelled.attempts, labelled.dropped, labelled.cost_usd
            from finished left join won on true left join labelled on true
            """);

    static final PartitionedSql RECORDED = new PartitionedSql("""
            select (select c.body from {contents} c where c.request_id = ? and c.kind = 'request' and c.attempt = 0) as body,
                   array(select t.result from {attempts} t
                         where t.request_id = ? and t.finished_at is not null order by t.number) as results,
                   a.*
            from (values (1)) as one left join {answers} a on a.request_id = ?
            """);

    private final JdbcOperations jdbc;
    private final Partitions partitions;

    protected AttemptRepository(JdbcOperations jdbc, Partitions partitions) {
        this.jdbc = jdbc;
        this.partitions = partitions;
    }

    /**
     * Opens an attempt, or finds it opened by a worker that was lost: then counts one more sending, unless it has a result.
     * Empty where the request is concluded, so that nothing is sent for it any more.
     *
     * @param withBody whether the request's content is read along
     */
    @Connectable
    public Optional<OpenedAttempt> open(
            UUID requestId,
            int number,
            int rung,
            String tier,
            String provider,
            String model,
            Instant now,
            boolean withBody) {
        return jdbc.prepareStatement(partitions.sql(OPEN, requestId), statement -> {
            new Parameters(statement)
                    .integer(number)
                    .integer(rung)
                    .text(tier)
                    .text(provider)
                    .text(model)
                    .time(now)
                    .uuid(requestId)
                    .bool(withBody);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new OpenedAttempt(
                                row.getInt("sends"),
                                row.getString("result"),
                                row.getBoolean("kept"),
                                row.getBytes("body")))
                        : Optional.empty();
            }
        });
    }

    /**
     * Records the result and its content in one statement; content only while the request's own is not erased. What failed is
     * committed without waiting for the disk: a crash of the database's machine within the next moments leaves the attempt open.
     *
     * @param finished the attempt as it ended
     * @param kind answer or error; null where there is no content
     * @return false where it has a result already, which stands
     */
    @Connectable
    public boolean finish(AttemptRow finished, @Nullable String kind, byte @Nullable [] body) {
        return jdbc.prepareStatement(partitions.sql(FINISH, finished.requestId()), statement -> {
            finished(new Parameters(statement), finished, kind, body).bool("failed".equals(finished.outcome()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getLong(1) == 1;
            }
        });
    }

    /**
     * Records an answer and its content, and concludes the request with it, by compare-and-set, in one statement: the result is kept
     * even where a conclusion stands already.
     *
     * @param finished the attempt as it ended
     * @param answer how the request ends if nothing has ended it; the number of attempts, their cost and the dropped parameters come from
     *     the attempts
     * @return empty where the attempt has a result already, which stands
     */
    @Connectable
    public Optional<Ended> conclude(AttemptRow finished, byte[] body, AnswerRow answer) {
        return jdbc.prepareStatement(partitions.sql(CONCLUDE, finished.requestId()), statement -> {
            finished(new Parameters(statement), finished, "answer", body)
                    .time(answer.concludedAt())
                    .uuid(answer.requestId())
                    .text(answer.tier())
                    .text(answer.provider())
                    .text(answer.model())
                    .bool(answer.degraded())
                    .text(answer.notice())
                    .text(answer.classes())
                    .text(answer.skipped());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                return Optional.of(new Ended(
                        rows.getString("concluded_at") == null
                                ? null
                                : AnswerRepository.Standing.read(jdbc, rows, answer)));
            }
        });
    }

    /**
     * An answer that was recorded.
     *
     * @param standing the conclusion it became; null where there was one already
     */
    public record Ended(AnswerRepository.@Nullable Standing standing) {}

    private static Parameters finished(
            Parameters parameters, AttemptRow finished, @Nullable String kind, byte @Nullable [] body)
            throws SQLException {
        return parameters
                .time(finished.finishedAt() == null ? Instant.now() : finished.finishedAt())
                .text(finished.outcome())
                .text(finished.errorClass())
                .integer(finished.status())
                .text(finished.detail())
                .bigint(finished.firstContentMs())
                .bigint(finished.totalMs())
                .bigint(finished.inputTokens())
                .bigint(finished.outputTokens())
                .numeric(finished.costUsd())
                .text(finished.dropped())
                .text(finished.result())
                .uuid(finished.requestId())
                .integer(finished.number())
                .text(kind)
                .bytes(body);
    }

    /** The request's content, the results of its attempts, and its conclusion, as far as they are there. */
    @Connectable
    public RecordedRequest recorded(UUID requestId) {
        return jdbc.prepareStatement(partitions.sql(RECORDED, requestId), statement -> {
            new Parameters(statement).uuid(requestId).uuid(requestId).uuid(requestId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new RecordedRequest(
                        row.getBytes("body"),
                        List.of((String[]) row.getArray("results").getArray()),
                        row.getString("outcome") == null ? null : jdbc.readEntity(row, AnswerRow.class));
            }
        });
    }

    @Query("select * from attempts where request_id = :requestId order by number")
    public abstract List<AttemptRow> findAll(UUID requestId);

    @Query("select result from attempts where request_id = :requestId and number = :number and finished_at is not null")
    public abstract Optional<String> findResult(UUID requestId, int number);

    /** How often an attempt was sent; 0 where it has no row. */
    @Query("select coalesce(max(sends), 0) from attempts where request_id = :requestId and number = :number")
    public abstract int findSends(UUID requestId, int number);
}
