package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The attempts: opened before they are sent, finished once. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class AttemptRepository implements GenericRepository<AttemptRow, UUID> {
    private static final String OPEN = """
            with opened as (
              insert into attempts (request_id, number, rung, tier, provider, model, sent_at)
              select id, ?, ?, ?, ?, ?, ? from requests where id = ? and concluded_at is null
              on conflict (request_id, number) do update
                set sends = attempts.sends + case when attempts.finished_at is null then 1 else 0 end
              returning request_id, sends, result)
            select o.sends, o.result, c.body
            from opened o
            left join contents c on c.request_id = o.request_id and c.kind = 'request' and c.attempt = 0
            """;

    private static final String FINISH = """
            with finished as (
              update attempts
              set finished_at = ?, outcome = ?, error_class = ?, status = ?, detail = ?, first_content_ms = ?,
                  total_ms = ?, input_tokens = ?, output_tokens = ?, cost_usd = ?, dropped = ?, result = ?
              where request_id = ? and number = ? and finished_at is null
              returning request_id, number),
            kept as (
              insert into contents (request_id, kind, attempt, body)
              select f.request_id, content.kind, f.number, content.body
              from finished f, (values (cast(? as text), cast(? as bytea))) as content (kind, body)
              where content.kind is not null
                and exists (select 1 from contents c
                            where c.request_id = f.request_id and c.kind = 'request' and c.attempt = 0)
              on conflict do nothing)
            select count(*) from finished
            """;

    private final JdbcOperations jdbc;

    protected AttemptRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Opens an attempt, or finds it opened by a worker that was lost: then counts one more sending, unless it has a result.
     * Empty where the request is concluded, so that nothing is sent for it any more.
     */
    @Connectable
    public Optional<OpenedAttempt> open(
            UUID requestId, int number, int rung, String tier, String provider, String model, Instant now) {
        return jdbc.prepareStatement(OPEN, statement -> {
            new Parameters(statement)
                    .integer(number)
                    .integer(rung)
                    .text(tier)
                    .text(provider)
                    .text(model)
                    .time(now)
                    .uuid(requestId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new OpenedAttempt(row.getInt("sends"), row.getString("result"), row.getBytes("body")))
                        : Optional.empty();
            }
        });
    }

    /**
     * Records the result and its content in one statement; content only while the request's own is not erased.
     *
     * @param finished the attempt as it ended
     * @param kind answer or error; null where there is no content
     * @return false where it has a result already, which stands
     */
    @Connectable
    public boolean finish(AttemptRow finished, @Nullable String kind, byte @Nullable [] body) {
        return jdbc.prepareStatement(FINISH, statement -> {
            new Parameters(statement)
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
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getLong(1) == 1;
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
