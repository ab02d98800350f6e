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

/** What judges said. A judgement is written once; its reason is a content, and goes with the contents. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class JudgementRepository implements GenericRepository<JudgementRow, UUID> {
    private static final String KEEP = """
            with kept as (
              insert into judgements (request_id, attempt, judged_at, route, tier, rung_version, provider, model,
                                      judge_version, judge_provider, judge_model, rubric, score, missing, counted,
                                      total_ms, input_tokens, output_tokens, cost_usd)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as double precision), ?, ?, ?, ?, ?, ?)
              on conflict (request_id, attempt, judge_version) do nothing
              returning request_id, attempt),
            reasoned as (
              insert into contents (request_id, kind, attempt, body)
              select k.request_id, 'judgement', k.attempt, content.body
              from kept k, (values (cast(? as bytea))) as content (body)
              where content.body is not null
                and exists (select 1 from contents c
                            where c.request_id = k.request_id and c.kind = 'request' and c.attempt = 0)
              on conflict do nothing)
            select count(*) from kept
            """;

    private final JdbcOperations jdbc;

    protected JudgementRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes a judgement and its reason in one statement; the reason only while the request's own content is not erased.
     *
     * @param reason null for none
     * @return false where this judge's version has judged this answer already, which stands
     */
    @Connectable
    public boolean keep(JudgementRow judgement, byte @Nullable [] reason) {
        return jdbc.prepareStatement(KEEP, statement -> {
            new Parameters(statement)
                    .uuid(judgement.requestId())
                    .integer(judgement.attempt())
                    .time(judgement.judgedAt())
                    .text(judgement.route())
                    .text(judgement.tier())
                    .text(judgement.rungVersion())
                    .text(judgement.provider())
                    .text(judgement.model())
                    .text(judgement.judgeVersion())
                    .text(judgement.judgeProvider())
                    .text(judgement.judgeModel())
                    .text(judgement.rubric())
                    .text(judgement.score() == null ? null : judgement.score().toString())
                    .text(judgement.missing())
                    .bool(judgement.counted())
                    .bigint(judgement.totalMs())
                    .bigint(judgement.inputTokens())
                    .bigint(judgement.outputTokens())
                    .numeric(judgement.costUsd())
                    .bytes(reason);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getLong(1) == 1;
            }
        });
    }

    /** The first judgement of an attempt's answer, whoever judged. */
    @Query(
            "select * from judgements where request_id = :requestId and attempt = :attempt order by judged_at, judge_version limit 1")
    public abstract Optional<JudgementRow> findFirst(UUID requestId, int attempt);

    @Query("select * from judgements where request_id = :requestId order by judged_at, judge_version")
    public abstract List<JudgementRow> findAll(UUID requestId);

    /** Erases up to {@code most} judgements from before a time: retention, in steps that hold no lock for long. */
    @Query("""
            delete from judgements where ctid in (
              select ctid from judgements where judged_at < :before order by judged_at limit :most)
            """)
    public abstract long eraseBefore(Instant before, int most);
}
