package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.db.load.FinishedRequests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tables that were loaded and analysed: what is in them, and how the statements that meet them are planned. No times: the structure tells. */
class FullTablesTest {
    private static final int HOW_MANY = 20_000;
    private static Database database;
    private static Week week;
    private static UUID id;

    @BeforeAll
    static void load() throws Exception {
        database = Database.start();
        FinishedRequests.load(database.server().getPostgresDatabase(), HOW_MANY);
        week = Week.of(Instant.now());
        id = UUID.fromString(database.texts("select id from requests order by id limit 1 offset 10000")
                .getFirst());
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void whatWasLoadedIsThereAndWhole() throws SQLException {
        assertThat(count("requests")).isEqualTo(HOW_MANY);
        assertThat(count("requests where concluded_at is null")).isZero();
        assertThat(count("requests_default")).isZero();
        assertThat(count("answers")).isEqualTo(HOW_MANY);
        assertThat(count("answers where outcome = 'failed'")).isEqualTo(HOW_MANY / 50);
        assertThat(count("attempts")).isEqualTo(HOW_MANY * 110 / 100);
        assertThat(count("request_keys k join requests r on r.id = k.request_id and r.key_hash = k.key_hash"))
                .isEqualTo(HOW_MANY / 10);
        assertThat(count("answers a where a.attempt is not null and not exists (select 1 from contents c"
                        + " where c.request_id = a.request_id and c.kind = 'answer' and c.attempt = a.attempt)"))
                .isZero();
    }

    @Test
    void theRepositoriesReadIt() {
        RequestRow request = database.bean(RequestRepository.class).findById(id).orElseThrow();
        assertThat(TimeOrderedIds.timeOf(id)).isEqualTo(request.receivedAt());
        assertThat(database.bean(AnswerRepository.class).findByRequestId(id)).isPresent();
        RecordedRequest recorded = database.bean(AttemptRepository.class).recorded(id);
        assertThat(recorded.body()).isNotNull();
        assertThat(recorded.answer()).isNotNull();
        assertThat(recorded.results()).hasSize(recorded.answer().attempts());
    }

    @Test
    void whatLooksForOneRequestReadsOnePartitionByItsIndex() throws SQLException {
        for (String table : List.of("requests", "attempts", "answers", "contents")) {
            String key = table.equals("requests") ? "id" : "request_id";
            String plan = plan("select * from %s where %s = '%s'".formatted(table, key, id));
            assertThat(plan).contains(Week.of(id).partitionOf(table)).doesNotContain("Seq Scan", "Append");
        }
        assertThat(plan("select request_id from request_keys where tenant = 'default' and key_hash = 'x'"))
                .doesNotContain("Seq Scan");
    }

    @Test
    void theSweepReadsOpenRequestsOnly() throws SQLException {
        assertThat(generic(RequestRepository.TAKE_OPEN, ""))
                .contains("received_at_idx")
                .doesNotContain("Seq Scan on requests_2");
    }

    /** The types as the driver gives them. */
    private static final String LABELLED =
            "(%suuid, text, text, text, text, text, text, timestamptz, timestamptz, float8, text, timestamptz, bytea,"
                    + " text, text, text, text, int, bool, text, text, text, text, text, bytea)";

    @Test
    void theStatementsOfARequestReadItsPartitionsByTheirIndexes() throws SQLException {
        Week itsOwn = Week.of(id);
        List<String> plans = List.of(
                generic(RequestRepository.ACCEPT.of(itsOwn), ""),
                generic(RequestRepository.ACCEPT_ONCE.of(itsOwn), ""),
                generic(RequestRepository.ACCEPT_CONCLUDED.of(itsOwn), LABELLED.formatted("")),
                generic(
                        RequestRepository.ACCEPT_CONCLUDED_ONCE.of(itsOwn),
                        LABELLED.formatted("uuid, text, text, timestamptz, ")),
                generic(AttemptRepository.OPEN.of(itsOwn), ""),
                generic(AttemptRepository.FINISH.of(itsOwn), ""),
                generic(AttemptRepository.CONCLUDE.of(itsOwn), ""),
                generic(AttemptRepository.RECORDED.of(itsOwn), ""),
                generic(
                        AnswerRepository.CONCLUDE.of(itsOwn),
                        "(timestamptz, uuid, text, text, text, text, int, bool, text, text, text, text, text, bytea)"),
                generic(CacheRepository.CONTENT.of(itsOwn), ""),
                generic(CacheRepository.STANDS.of(itsOwn), ""));
        assertThat(plans).allSatisfy(plan -> assertThat(plan).doesNotContain("Seq Scan", "Append"));
    }

    @Test
    void retentionFindsWhatIsOldByItsAge() throws SQLException {
        assertThat(plan(
                        "select ctid from %s where created_at < now() - interval '30 days' order by created_at limit 2000"
                                .formatted(week.partitionOf("contents"))))
                .contains("Index Scan")
                .doesNotContain("Seq Scan");
        assertThat(
                        plan(
                                "select ctid from request_keys where accepted_at < now() - interval '1 year' order by accepted_at limit 2000"))
                .contains("Index Scan")
                .doesNotContain("Seq Scan");
    }

    @Test
    void everyWeekHasTheIndexesOfTheOthers() throws SQLException {
        for (String table : List.of("requests", "contents", "attempts")) {
            List<String> counts = database.texts("""
                    select distinct (select count(*) from pg_index x where x.indrelid = i.inhrelid)
                    from pg_inherits i where i.inhparent = '%s'::regclass""".formatted(table));
            assertThat(counts).as(table).hasSize(1);
        }
    }

    /** As a driver prepares it: planned once, without knowing the parameters. */
    private static String generic(String sql, String types) throws SQLException {
        AtomicInteger counter = new AtomicInteger();
        String numbered = Pattern.compile("\\?").matcher(sql).replaceAll(_ -> "\\$" + counter.incrementAndGet());
        int parameters = counter.get();
        String url = database.server().getJdbcUrl("postgres", "postgres") + "&preferQueryMode=simple";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("prepare it" + types + " as " + numbered);
            try (ResultSet rows = statement.executeQuery(
                    "explain execute it(" + String.join(", ", Collections.nCopies(parameters, "null")) + ")")) {
                StringBuilder plan = new StringBuilder();
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
                return plan.toString();
            }
        }
    }

    private static int count(String of) throws SQLException {
        return Integer.parseInt(database.texts("select count(*) from " + of).getFirst());
    }

    private static String plan(String sql) throws SQLException {
        return String.join("\n", database.texts("explain " + sql));
    }
}
