package io.downclimb.db;

import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The conclusions. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class AnswerRepository implements GenericRepository<AnswerRow, UUID> {
    static final PartitionedSql CONCLUDE = new PartitionedSql("""
            with won as (
              update {requests} set concluded_at = ? where id = ? and concluded_at is null returning *),
            labelled as (
              insert into {answers} (outcome, tier, provider, model, attempt, degraded, notice, error_class, reason,
                                   classes, skipped, request_id, concluded_at, attempts, dropped, cost_usd)
              select label.*, won.id, won.concluded_at,
                     (select count(*) from {attempts} a where a.request_id = won.id),
                     coalesce((select a.dropped from {attempts} a
                               where a.request_id = won.id and a.number = label.attempt), '[]'),
                     (select sum(a.cost_usd) from {attempts} a where a.request_id = won.id)
              from won, (values (?, ?, ?, ?, cast(? as int), ?, ?, ?, ?, ?, ?))
                as label (outcome, tier, provider, model, attempt, degraded, notice, error_class, reason,
                          classes, skipped)
              returning attempts, dropped, cost_usd),
            kept as (
              insert into {contents} (request_id, kind, attempt, body)
              select won.id, 'answer', 0, content.body
              from won, (values (cast(? as bytea))) as content (body)
              where content.body is not null)
            select won.*, labelled.attempts, labelled.dropped, labelled.cost_usd from won, labelled
            """);

    private final JdbcOperations jdbc;
    private final Partitions partitions;

    protected AnswerRepository(JdbcOperations jdbc, Partitions partitions) {
        this.jdbc = jdbc;
        this.partitions = partitions;
    }

    /**
     * Concludes by compare-and-set: the first conclusion stands, with its label and, where it brings one, its content. The
     * number of attempts, their cost and the dropped parameters come from the attempts.
     *
     * @param body a canned or cached answer; null where the answer is an attempt's, or there is none
     * @return the request and the answer as recorded, if this conclusion stands; empty where there was one already
     */
    @Connectable
    public Optional<Standing> conclude(AnswerRow answer, byte @Nullable [] body) {
        return jdbc.prepareStatement(partitions.sql(CONCLUDE, answer.requestId()), statement -> {
            Parameters parameters =
                    new Parameters(statement).time(answer.concludedAt()).uuid(answer.requestId());
            label(parameters, answer).bytes(body);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(Standing.read(jdbc, rows, answer)) : Optional.empty();
            }
        });
    }

    /** Sets what was known before the answer was recorded, in the order in which both statements that record one have it. */
    static Parameters label(Parameters parameters, AnswerRow answer) throws SQLException {
        return parameters
                .text(answer.outcome())
                .text(answer.tier())
                .text(answer.provider())
                .text(answer.model())
                .integer(answer.attempt())
                .bool(answer.degraded())
                .text(answer.notice())
                .text(answer.errorClass())
                .text(answer.reason())
                .text(answer.classes())
                .text(answer.skipped());
    }

    /** A request with the conclusion that stands. */
    public record Standing(RequestRow request, AnswerRow answer) {
        /** Reads the request's columns, and of the answer what only the database knows. */
        static Standing read(JdbcOperations jdbc, ResultSet row, AnswerRow answer) throws SQLException {
            return new Standing(
                    jdbc.readEntity(row, RequestRow.class),
                    answer.completed(row.getInt("attempts"), row.getString("dropped"), row.getBigDecimal("cost_usd")));
        }
    }

    public abstract Optional<AnswerRow> findByRequestId(UUID requestId);
}
