package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What breakers know and what nodes follow. A breaker is written by its workflow alone; its version decides between two writes, and of two of one version the time. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class BreakerRepository implements GenericRepository<BreakerRow, String> {
    /** Where news are told, see {@link Notifications}; the payload is the provider. */
    public static final String CHANNEL = "downclimb_breakers";

    private static final String KEEP = """
            with kept as (
              insert into breakers (provider, version, state, view, updated_at) values (?, ?, ?, ?, ?)
              on conflict (provider) do update
                set version = excluded.version, state = excluded.state, view = excluded.view,
                    updated_at = excluded.updated_at
                where (breakers.version, breakers.updated_at) < (excluded.version, excluded.updated_at)
              returning provider),
            moved as (
              insert into breaker_transitions (provider, circuit, generation, at, from_phase, to_phase, reason, cause,
                                               numbers, author, note)
              select kept.provider, news.* from kept,
                unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as news
              on conflict (provider, circuit, generation) do update
                set at = excluded.at, from_phase = excluded.from_phase, to_phase = excluded.to_phase,
                    reason = excluded.reason, cause = excluded.cause, numbers = excluded.numbers,
                    author = excluded.author, note = excluded.note),
            heard as (
              insert into breaker_windows (provider, circuit, bucket, good, bad, minor, pending, slow, timed,
                                           rate_limited, invalid, scores, score_sum)
              select kept.provider, news.* from kept,
                unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as news
              on conflict (provider, circuit, bucket) do update
                set good = excluded.good, bad = excluded.bad, minor = excluded.minor, pending = excluded.pending,
                    slow = excluded.slow, timed = excluded.timed, rate_limited = excluded.rate_limited,
                    invalid = excluded.invalid, scores = excluded.scores, score_sum = excluded.score_sum)
            select pg_notify(?, provider) from kept
            """;

    private final JdbcOperations jdbc;

    protected BreakerRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes a breaker down with what became of its circuits and what they heard, and tells all who follow: one statement, so all of
     * it or nothing.
     *
     * <p>A version may be written twice: where something is heard while the workflow's task ends, the engine undoes that task, and what was
     * decided in it is decided once more, a little later and with what was heard. Then the later decision stands, transitions included.
     *
     * @param windows with totals, which replace those that stand; each bucket of a circuit once
     * @return false where this decision stands already, or a newer one: then nothing was changed
     */
    @Connectable
    public boolean keep(BreakerRow breaker, List<BreakerTransitionRow> transitions, List<BreakerWindowRow> windows) {
        return jdbc.prepareStatement(KEEP, statement -> {
            Parameters parameters = new Parameters(statement)
                    .text(breaker.provider())
                    .bigint(breaker.version())
                    .text(breaker.state())
                    .text(breaker.view())
                    .time(breaker.updatedAt());
            parameters
                    .array("text", column(transitions, BreakerTransitionRow::circuit))
                    .array("int8", column(transitions, BreakerTransitionRow::generation))
                    .array("timestamptz", column(transitions, row -> row.at().toString()))
                    .array("text", column(transitions, BreakerTransitionRow::fromPhase))
                    .array("text", column(transitions, BreakerTransitionRow::toPhase))
                    .array("text", column(transitions, BreakerTransitionRow::reason))
                    .array("text", column(transitions, BreakerTransitionRow::cause))
                    .array("text", column(transitions, BreakerTransitionRow::numbers))
                    .array("text", column(transitions, BreakerTransitionRow::author))
                    .array("text", column(transitions, BreakerTransitionRow::note));
            parameters
                    .array("text", column(windows, BreakerWindowRow::circuit))
                    .array("timestamptz", column(windows, row -> row.bucket().toString()))
                    .array("int8", column(windows, BreakerWindowRow::good))
                    .array("int8", column(windows, BreakerWindowRow::bad))
                    .array("int8", column(windows, BreakerWindowRow::minor))
                    .array("int8", column(windows, BreakerWindowRow::pending))
                    .array("int8", column(windows, BreakerWindowRow::slow))
                    .array("int8", column(windows, BreakerWindowRow::timed))
                    .array("int8", column(windows, BreakerWindowRow::rateLimited))
                    .array("int8", column(windows, BreakerWindowRow::invalid))
                    .array("int8", column(windows, BreakerWindowRow::scores))
                    .array("float8", column(windows, BreakerWindowRow::scoreSum))
                    .text(CHANNEL);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        });
    }

    @Query("select * from breakers where provider = :provider")
    public abstract Optional<BreakerRow> find(String provider);

    @Query("select view from breakers where provider = :provider")
    public abstract Optional<String> findView(String provider);

    /** The views of all providers that were ever written about. */
    @Query("select view from breakers order by provider")
    public abstract List<String> findViews();

    private static <T> Object[] column(List<T> rows, Function<T, ?> value) {
        return rows.stream().map(value).toArray();
    }
}
