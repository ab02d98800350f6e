package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Weeks in a real PostgreSQL: made while requests are under way, and dropped. Each test has weeks of its own. */
class PartitionsTest {
    private static Database database;
    private static PartitionTables tables;
    private static Partitions partitions;
    private static RequestRepository requests;
    private static AttemptRepository attempts;
    private static AnswerRepository answers;
    private static ContentRepository contents;
    private static final TimeOrderedIds IDS = new TimeOrderedIds(new Random(7));

    @BeforeAll
    static void start() throws Exception {
        database = Database.start();
        tables = database.bean(PartitionTables.class);
        partitions = database.bean(Partitions.class);
        requests = database.bean(RequestRepository.class);
        attempts = database.bean(AttemptRepository.class);
        answers = database.bean(AnswerRepository.class);
        contents = database.bean(ContentRepository.class);
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void aWeekThatIsMadeLateTakesItsRowsAlong() throws Exception {
        Instant time = Instant.now().minus(Duration.ofDays(70));
        Week week = Week.of(time);
        UUID concluded = accept(time, null);
        UUID open = accept(time, null);
        conclude(concluded);
        assertThat(place("requests", "id", concluded)).isEqualTo("requests_default");

        tables.make(week);
        tables.make(week);

        for (UUID id : List.of(concluded, open)) {
            assertThat(place("requests", "id", id)).isEqualTo(week.partitionOf("requests"));
            assertThat(place("contents", "request_id", id)).isEqualTo(week.partitionOf("contents"));
        }
        assertThat(place("answers", "request_id", concluded)).isEqualTo(week.partitionOf("answers"));
        assertThat(requests.findById(open)).isPresent();
        assertThat(conclude(open)).isTrue();
        assertThat(conclude(concluded)).isFalse();
    }

    @Test
    void aRequestThatWasBegunThroughTheWholeTablesGoesOnInItsPartitions() throws Exception {
        Instant now = Instant.now();
        UUID id = accept(now, null);
        tables.make(Week.of(now));
        partitions.learn();
        assertThat(partitions.sql(new PartitionedSql("{requests}"), id))
                .isEqualTo(Week.of(now).partitionOf("requests"));

        assertThat(attempts.open(id, 1, 0, "primary", "p", "m", now, true)).isPresent();
        assertThat(attempts.open(id, 1, 0, "primary", "p", "m", now, true)
                        .orElseThrow()
                        .sends())
                .isEqualTo(2);
        assertThat(conclude(id)).isTrue();

        assertThat(place("attempts", "request_id", id)).isEqualTo(Week.of(now).partitionOf("attempts"));
        assertThat(answers.findByRequestId(id)).isPresent();
        assertThat(requests.findById(id).orElseThrow().concludedAt()).isNotNull();
    }

    @Test
    void aWeekThatMayBeDroppedIsNotNamed() throws Exception {
        Instant time = Instant.now().minus(Duration.ofDays(100));
        tables.make(Week.of(time));
        partitions.learn();
        assertThat(partitions.sql(new PartitionedSql("{requests}"), IDS.next(time)))
                .isEqualTo("requests");
    }

    @Test
    void severalNodesMayMakeTheSameWeeksAtOnce() throws Exception {
        Week first = Week.of(Instant.now().plus(Duration.ofDays(400)));
        int nodes = 4;
        CyclicBarrier together = new CyclicBarrier(nodes);
        try (ExecutorService threads = Executors.newFixedThreadPool(nodes)) {
            List<Future<Void>> made = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                Callable<Void> make = () -> {
                    together.await();
                    tables.make(first);
                    tables.make(first.next());
                    return null;
                };
                made.add(threads.submit(make));
            }
            for (Future<Void> each : made) {
                each.get();
            }
        }
        assertThat(tables.weeksOfContents()).contains(first, first.next());
    }

    @Test
    void aWeekIsDroppedOnlyOncePastAndWithoutOpenRequests() throws Exception {
        Instant time = Instant.now().minus(Duration.ofDays(40));
        Week week = Week.of(time);
        tables.make(week);
        UUID id = accept(time, null);
        assertThat(tables.drop(week, Instant.now())).isFalse();
        assertThat(requests.findById(id)).isPresent();
        conclude(id);

        assertThatIllegalArgumentException().isThrownBy(() -> tables.drop(week, week.end()));
        tables.dropContents(week, Instant.now());
        assertThat(contents.existsByRequestId(id)).isFalse();
        assertThat(answers.findByRequestId(id)).isPresent();

        assertThat(tables.drop(week, Instant.now())).isTrue();
        assertThat(requests.findById(id)).isEmpty();
        assertThat(answers.findByRequestId(id)).isEmpty();
        assertThat(tables.weeks()).doesNotContain(week);
    }

    @Test
    void contentsOfAllPartitionsAreErasedByAge() throws Exception {
        Instant time = Instant.now().minus(Duration.ofDays(200));
        tables.make(Week.of(time));
        UUID inItsWeek = accept(time, null);
        UUID inTheDefault = accept(Instant.now().minus(Duration.ofDays(300)), null);
        database.execute("update contents set created_at = now() - interval '150 days' where request_id in ('%s', '%s')"
                .formatted(inItsWeek, inTheDefault));
        Instant before = Instant.now().minus(Duration.ofDays(149));
        assertThat(contents.eraseBefore(before, 1)).isEqualTo(1);
        assertThat(contents.eraseBefore(before, 100)).isEqualTo(1);
        assertThat(contents.existsByRequestId(inItsWeek)).isFalse();
        assertThat(contents.existsByRequestId(inTheDefault)).isFalse();
    }

    @Test
    void factsWithoutAWeekAreErasedByAge() throws Exception {
        UUID id = accept(Instant.now().minus(Duration.ofDays(500)), null);
        conclude(id);
        database.execute(
                "update answers set concluded_at = now() - interval '500 days' where request_id = '%s'".formatted(id));
        Instant before = Instant.now().minus(Duration.ofDays(499));
        assertThat(requests.eraseBefore(before, 10)).isEqualTo(1);
        assertThat(requests.eraseBefore(before, 10)).isZero();
        assertThat(requests.findById(id)).isEmpty();
        assertThat(answers.findByRequestId(id)).isEmpty();
        assertThat(contents.existsByRequestId(id)).isFalse();
    }

    @Test
    void aForgottenKeyNamesANewRequest() throws Exception {
        Instant time = Instant.now().minus(Duration.ofDays(600));
        assertThat(accept(time, "forgotten")).isNotNull();
        assertThat(accept(Instant.now(), "forgotten")).isNull();
        assertThat(requests.forgetKeysBefore(time.plusSeconds(1), 10)).isEqualTo(1);
        UUID again = accept(Instant.now(), "forgotten");
        assertThat(again).isNotNull();
        assertThat(requests.findByTenantAndKeyHash("tenant", "forgotten")
                        .orElseThrow()
                        .id())
                .isEqualTo(again);
    }

    @Test
    void ofManyWithOneKeyAtOnceOneIsAcceptedAndAllFindIt() throws Exception {
        tables.make(Week.of(Instant.now()));
        partitions.learn();
        int callers = 6;
        CyclicBarrier together = new CyclicBarrier(callers);
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            for (int round = 0; round < 10; round++) {
                String key = "race-" + round;
                List<Future<UUID>> found = new ArrayList<>();
                for (int caller = 0; caller < callers; caller++) {
                    // Half of them as if a week lay between: they go by other partitions.
                    Instant time = Instant.now().minus(Duration.ofDays(caller % 2 * 7L));
                    found.add(threads.submit(() -> {
                        together.await();
                        accept(time, key);
                        return requests.findByTenantAndKeyHash("tenant", key)
                                .orElseThrow()
                                .id();
                    }));
                }
                List<UUID> ids = new ArrayList<>();
                for (Future<UUID> each : found) {
                    ids.add(each.get());
                }
                assertThat(ids).containsOnly(ids.getFirst());
                assertThat(database.texts("select id from requests where key_hash = '%s'".formatted(key)))
                        .hasSize(1);
            }
        }
    }

    private static String place(String table, String column, UUID id) throws SQLException {
        return database.texts("select tableoid::regclass from %s where %s = '%s' limit 1".formatted(table, column, id))
                .getFirst();
    }

    /** Null where the key is taken. */
    private static UUID accept(Instant time, String key) {
        UUID id;
        synchronized (IDS) {
            id = IDS.next(time);
        }
        RequestRow row = new RequestRow(
                id, "tenant", "route", "policy", key, "body-" + id, "w", time, time, 1.0, null, null, null);
        return requests.accept(row, new byte[] {1}) ? id : null;
    }

    private static boolean conclude(UUID id) {
        return answers.conclude(
                        new AnswerRow(
                                id,
                                "failed",
                                null,
                                null,
                                null,
                                null,
                                false,
                                null,
                                "SILENT",
                                null,
                                0,
                                "[]",
                                "[]",
                                "[]",
                                null,
                                Instant.now()),
                        null)
                .isPresent();
    }
}
