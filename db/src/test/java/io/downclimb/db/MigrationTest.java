package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/** What stood in the tables of an older version is there in the newer one. */
class MigrationTest {
    /** At random, as ids were, and by chance within a week that gets partitions. */
    private static final UUID CONCLUDED = UUID.fromString("9e107d9d-372b-4b2c-8a1d-5f0e6b7c8d9e");

    private static final Week WEEK = new Week(Instant.parse("2026-11-16T00:00:00Z"));
    private static final UUID OPEN = new UUID(WEEK.firstId().getMostSignificantBits() + 0x4b2c, 0x8a1d5f0e6b7c8d9eL);

    @Test
    void requestsFromBeforeTheWeeksSurvive() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .target(MigrationVersion.fromVersion("2"))
                .load()
                .migrate();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into policies (hash, route, document) values ('p', 'r', '{}');
                    insert into requests (id, tenant, route, policy_hash, key_hash, body_hash, workflow_id, received_at, deadline_at, share, concluded_at)
                    values ('%1$s', 't', 'r', 'p', 'key', 'b', 'w', now(), now(), 1, now()), ('%2$s', 't', 'r', 'p', null, 'b', 'w', now(), now(), 1, null);
                    insert into contents (request_id, kind, attempt, body) values ('%1$s', 'request', 0, 'q'), ('%1$s', 'answer', 1, 'a'), ('%2$s', 'request', 0, 'q');
                    insert into attempts (request_id, number, rung, tier, provider, model, sent_at, finished_at, outcome, result)
                    values ('%1$s', 1, 0, 'primary', 'claude', 'large', now(), now(), 'whole', '{}');
                    insert into answers (request_id, outcome, degraded, attempts, classes, skipped, dropped) values ('%1$s', 'answered', false, 1, '[]', '[]', '[]');
                    insert into cache (tenant, policy_hash, body_hash, request_id, attempt, stored_at, fresh_until, kept_until)
                    values ('t', 'p', 'b', '%1$s', 1, now(), now() + interval '1 h', now() + interval '1 h');
                    """.formatted(CONCLUDED, OPEN));
        }
        try (Database database = Database.over(postgres)) {
            database.bean(PartitionTables.class).make(WEEK);
            Partitions partitions = database.bean(Partitions.class);
            partitions.learn();
            RequestRepository requests = database.bean(RequestRepository.class);
            assertThat(requests.findByTenantAndKeyHash("t", "key").orElseThrow().id())
                    .isEqualTo(CONCLUDED);
            assertThat(requests.findById(OPEN)).isPresent();
            assertThat(database.texts("select tableoid::regclass from requests where id = '%s'".formatted(OPEN)))
                    .containsExactly("requests_20261116");
            assertThat(database.bean(AttemptRepository.class).findResult(CONCLUDED, 1))
                    .contains("{}");
            assertThat(database.bean(AnswerRepository.class).findByRequestId(CONCLUDED))
                    .isPresent();
            assertThat(database.bean(ContentRepository.class).find(CONCLUDED, "answer", 1))
                    .isPresent();
            CacheRow kept = database.bean(CacheRepository.class)
                    .lookUp(OPEN, Instant.now())
                    .orElseThrow();
            assertThat(kept.requestId()).isEqualTo(CONCLUDED);
            assertThat(kept.provider()).isEqualTo("claude");
            assertThat(database.bean(AttemptRepository.class)
                            .open(OPEN, 1, 0, "primary", "claude", "large", Instant.now(), true))
                    .isPresent();
        }
    }
}
