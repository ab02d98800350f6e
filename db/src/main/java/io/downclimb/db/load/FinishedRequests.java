package io.downclimb.db.load;

import io.downclimb.db.PartitionTables;
import io.downclimb.db.Week;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Loads finished requests as real use leaves them behind, spread evenly over the last four weeks, into a migrated database.
 *
 * <ol>
 *   <li>Of a hundred requests 88 were answered by the first call, 8 by a second one on another rung, 2 failed after two calls, 2 by a canned text.
 *   <li>One in ten came with an Idempotency-Key.
 *   <li>Prompts have 0.4 to 6 kB, answers 0.3 to 3 kB, raw errors 0.3 kB; 500 texts of each that compress as text does.
 * </ol>
 *
 * <p>Set-based, in steps that end within seconds each. The tables are vacuumed and analysed at the end, so that a measurement does not meet
 * what autovacuum would do about the load.
 */
public final class FinishedRequests {
    private static final long AT_ONCE = 20_000;
    private static final Duration SPREAD = Duration.ofDays(28);

    /** 500 texts of one kind, of {@code least} to {@code most} hexadecimal words of eight letters. */
    private static final String TEXTS = """
            insert into load_texts
            select kind, n, (select convert_to(opening || string_agg(substr(md5(random()::text), 1, 6 + i %% 3), ' ') || closing, 'UTF8')
                             from generate_series(1, least + (n * (most - least)) / 500) i)
            from (values ('request', '{"messages":[{"content":"', '","role":"user"}]}', 50, 750),
                         ('answer', '{"choices":[{"finish_reason":"stop","index":0,"message":{"content":"', '","role":"assistant"}}]}', 35, 375),
                         ('error', '{"status":529,"body":"', '"}', 35, 40)) as form (kind, opening, closing, least, most),
                 generate_series(0, 499) n
            """.replace("%%", "%");

    private static final String BATCH = """
            insert into load_batch
            select n, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(salt, 1, 3) || '8' || substr(salt, 4, 15), at,
                   case when n % 100 < 88 then 1 when n % 100 < 96 then 2 when n % 100 < 98 then 3 else 4 end
            from (select n, md5(n::text || random()::text) as salt,
                         date_trunc('milliseconds', cast(? as timestamptz) + n * cast(? as double precision) * interval '1 second') as at
                  from generate_series(cast(? as bigint), cast(? as bigint)) n) as rows
            """;

    private static final String[] FILL = {
        """
        insert into requests (id, tenant, route, policy_hash, key_hash, body_hash, workflow_id, received_at, deadline_at, share, trace_parent, concluded_at)
        select id::uuid, 'default', 'loaded', 'loaded', case when n % 10 = 0 then md5(id) || md5(n::text) end, md5(n::text) || md5(id),
               'request/default/' || id, at, at + interval '20 s', 1, null, at + interval '1 s'
        from load_batch order by n""", """
        insert into request_keys (tenant, key_hash, request_id, accepted_at)
        select 'default', md5(id) || md5(n::text), id::uuid, at from load_batch where n % 10 = 0""", """
        insert into contents (request_id, kind, attempt, body, created_at)
        select b.id::uuid, t.kind, 0, t.body, b.at
        from load_batch b join load_texts t on t.kind = 'request' and t.n = (b.n * 7) % 500 order by b.n""", """
        insert into contents (request_id, kind, attempt, body, created_at)
        select b.id::uuid, t.kind, number, t.body, b.at + number * interval '500 ms'
        from load_batch b cross join generate_series(1, 2) number
        join load_texts t on t.n = (b.n * 11) % 500
          and t.kind = case when number = 1 and b.way > 1 or b.way > 2 then 'error' else 'answer' end
        where number = 1 or b.way in (2, 3) order by b.n""", """
        insert into attempts (request_id, number, rung, tier, provider, model, sent_at, finished_at, outcome, error_class, status, detail,
                              first_content_ms, total_ms, input_tokens, output_tokens, cost_usd, dropped, result)
        select b.id::uuid, number, number - 1, case number when 1 then 'primary' else 'secondary' end, case number when 1 then 'claude' else 'openai' end,
               case number when 1 then 'claude-large' else 'gpt-large' end, b.at + (number - 1) * interval '500 ms', b.at + number * interval '500 ms',
               case when failed then 'failed' else 'whole' end, case when failed then 'OVERLOADED' end, case when failed then 529 else 200 end, null,
               case when failed then null else 180 end, 490, case when failed then null else 400 end, case when failed then null else 200 end,
               case when failed then null else 0.0042 end, case when failed then null else '[]' end,
               case when failed then '{"kind":"failed","errorClass":"OVERLOADED","status":529,"retryAfterMs":null,"totalMs":490}'
                 else '{"kind":"whole","tier":"primary","firstContentMs":180,"totalMs":490,"inputTokens":400,"outputTokens":200,"costUsd":0.0042}' end
        from load_batch b cross join generate_series(1, 2) number
        cross join lateral (select number = 1 and b.way > 1 or b.way > 2 as failed) as how
        where number = 1 or b.way in (2, 3) order by b.n, number""", """
        insert into answers (request_id, outcome, tier, provider, model, attempt, degraded, notice, error_class, reason, attempts, classes,
                             skipped, dropped, cost_usd, concluded_at)
        select id::uuid, case way when 3 then 'failed' else 'answered' end, (array['primary', 'secondary', null, 'canned'])[way],
               (array['claude', 'openai'])[way], (array['claude-large', 'gpt-large'])[way], (array[1, 2, null, 0])[way], way in (2, 4),
               case way when 2 then 'temporarily using a backup model' end, case way when 3 then 'OVERLOADED' end, null,
               case when way in (2, 3) then 2 else 1 end, case way when 1 then '[]' else '["primary:OVERLOADED"]' end, '[]', '[]',
               case when way < 3 then 0.0042 end, at + interval '1 s'
        from load_batch order by n""", """
        insert into contents (request_id, kind, attempt, body, created_at)
        select id::uuid, 'answer', 0, convert_to('{"choices":[]}', 'UTF8'), at + interval '1 s' from load_batch where way = 4""",
    };

    private FinishedRequests() {}

    /** Arguments: JDBC URL, user, how many. The password, where there is one, is in DOWNCLIMB_DATABASE_PASSWORD. */
    public static void main(String[] arguments) throws SQLException {
        if (arguments.length != 3) {
            System.err.println("usage: FinishedRequests JDBC-URL USER HOW-MANY");
            System.exit(2);
            return;
        }
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        dataSource.setUser(arguments[1]);
        dataSource.setPassword(System.getenv("DOWNCLIMB_DATABASE_PASSWORD"));
        load(dataSource, Long.parseLong(arguments[2]));
    }

    /**
     * Loads so many finished requests, the newest of a moment ago. Repeatable: each load adds its own.
     *
     * @param dataSource a migrated database, over connections that allow a statement 30 s
     */
    public static void load(DataSource dataSource, long howMany) throws SQLException {
        load(dataSource, howMany, Instant.now());
    }

    /** As {@link #load(DataSource, long)}, up to a given time. */
    public static void load(DataSource dataSource, long howMany, Instant until) throws SQLException {
        Instant since = until.minus(SPREAD);
        PartitionTables partitions = new PartitionTables(dataSource);
        for (Week week = Week.of(since); !week.begin().isAfter(until); week = week.next()) {
            partitions.make(week);
        }
        double secondsApart = (double) SPREAD.toSeconds() / Math.max(1, howMany);
        try (Connection connection = dataSource.getConnection()) {
            prepare(connection);
            for (long first = 0; first < howMany; first += AT_ONCE) {
                batch(connection, since, secondsApart, first, Math.min(howMany, first + AT_ONCE) - 1);
            }
            tidy(connection);
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into policies (hash, route, document) values ('loaded', 'loaded', '{}') on conflict do nothing");
            statement.execute("drop table if exists load_texts, load_batch");
            statement.execute(
                    "create temporary table load_texts (kind text, n int, body bytea, primary key (kind, n))");
            statement.execute("create temporary table load_batch (n bigint, id text, at timestamptz, way int)");
            statement.execute(TEXTS);
            statement.execute("analyze load_texts");
        }
    }

    private static void batch(Connection connection, Instant since, double secondsApart, long first, long last)
            throws SQLException {
        try (PreparedStatement rows = connection.prepareStatement(BATCH);
                Statement statement = connection.createStatement()) {
            statement.execute("truncate load_batch");
            rows.setTimestamp(1, Timestamp.from(since));
            rows.setDouble(2, secondsApart);
            rows.setLong(3, first);
            rows.setLong(4, last);
            rows.executeUpdate();
            statement.execute("analyze load_batch");
            for (String fill : FILL) {
                statement.execute(fill);
            }
        }
    }

    private static void tidy(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table load_texts, load_batch");
            for (String table : new String[] {"requests", "contents", "attempts", "answers", "request_keys"}) {
                statement.execute("vacuum (analyze) " + table);
            }
        }
    }
}
