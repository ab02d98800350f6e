package io.downclimb.db;

import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The judges and their anchors. A check is taken on by compare-and-set on {@code asked_at}, so that at most one node asks at a time; a
 * claim that is older than its limit belongs to a node that was lost, and is taken over.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class JudgeRepository implements GenericRepository<JudgeRow, String> {
    private static final String CLAIM = """
            insert into judges (version, provider, model, rubric, anchors, asked_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (version) do update set asked_at = excluded.asked_at
              where judges.asked_at < ? and (judges.checked_at is null or judges.checked_at < ?)
            """;

    private static final String CONCLUDE = """
            update judges
            set checked_at = ?, distance = ?, quarantined = ?,
                input_tokens = input_tokens + ?, output_tokens = output_tokens + ?, cost_usd = cost_usd + ?
            where version = ?
            """;

    private static final String POSTPONE = """
            update judges
            set asked_at = ?,
                input_tokens = input_tokens + ?, output_tokens = output_tokens + ?, cost_usd = cost_usd + ?
            where version = ?
            """;

    private final JdbcOperations jdbc;

    protected JudgeRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    public abstract Optional<JudgeRow> findByVersion(String version);

    public abstract List<JudgeRow> findAll();

    /**
     * Takes a check upon this node. A judge nobody has heard of is entered.
     *
     * @param claimsBefore claims older than this are void
     * @param checksBefore a check younger than this is not made again
     * @return whether this node is the one to ask
     */
    @Connectable
    public boolean claim(
            String version,
            String provider,
            String model,
            String rubric,
            String anchors,
            Instant now,
            Instant claimsBefore,
            Instant checksBefore) {
        return jdbc.prepareStatement(CLAIM, statement -> {
            new Parameters(statement)
                    .text(version)
                    .text(provider)
                    .text(model)
                    .text(rubric)
                    .text(anchors)
                    .time(now)
                    .time(claimsBefore)
                    .time(checksBefore);
            return statement.executeUpdate() == 1;
        });
    }

    /** Writes down what a check found, and adds what it cost. */
    @Connectable
    public void conclude(String version, Instant checkedAt, double distance, boolean quarantined, Spent spent) {
        jdbc.prepareStatement(CONCLUDE, statement -> {
            new Parameters(statement)
                    .time(checkedAt)
                    .real(distance)
                    .bool(quarantined)
                    .bigint(spent.inputTokens())
                    .bigint(spent.outputTokens())
                    .numeric(spent.costUsd())
                    .text(version);
            return statement.executeUpdate();
        });
    }

    /** Leaves the verdict as it was, since too few anchors were judged, and adds what that cost. */
    @Connectable
    public void postpone(String version, Instant askedAt, Spent spent) {
        jdbc.prepareStatement(POSTPONE, statement -> {
            new Parameters(statement)
                    .time(askedAt)
                    .bigint(spent.inputTokens())
                    .bigint(spent.outputTokens())
                    .numeric(spent.costUsd())
                    .text(version);
            return statement.executeUpdate();
        });
    }

    /** What a check cost; 0 where the provider or the price do not say. */
    public record Spent(long inputTokens, long outputTokens, BigDecimal costUsd) {}
}
