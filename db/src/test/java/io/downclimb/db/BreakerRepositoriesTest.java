package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A breaker's memory against a real PostgreSQL: the newest version wins whole, and everybody is told. */
class BreakerRepositoriesTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final Instant BUCKET = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    private static EmbeddedPostgres postgres;
    private static ApplicationContext context;
    private static BreakerRepository breakers;
    private static BreakerTransitionRepository transitions;
    private static BreakerWindowRepository windows;
    private static ProbeRepository probes;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        context = ApplicationContext.run(Map.of(
                "datasources.default.url", postgres.getJdbcUrl("postgres", "postgres"),
                "datasources.default.username", "postgres",
                "datasources.default.password", "",
                "datasources.default.driver-class-name", "org.postgresql.Driver",
                "flyway.datasources.default.enabled", "true"));
        breakers = context.getBean(BreakerRepository.class);
        transitions = context.getBean(BreakerTransitionRepository.class);
        windows = context.getBean(BreakerWindowRepository.class);
        probes = context.getBean(ProbeRepository.class);
    }

    @AfterAll
    static void stop() throws Exception {
        context.close();
        postgres.close();
    }

    @Test
    void whatWasWrittenIsReadAsItWas() {
        String provider = provider();
        BreakerTransitionRow opened = transition(provider, "health", 1);
        BreakerTransitionRow forced = new BreakerTransitionRow(
                provider,
                "quality/support/primary/0123456789ab",
                4,
                NOW.plusSeconds(1),
                "CLOSED",
                "OPEN",
                null,
                "operator",
                "{}",
                "Ada, \"the\" {operator}",
                "a 'note' \\ with\nodd characters, ünïcode");
        BreakerWindowRow window =
                new BreakerWindowRow(provider, "health", BUCKET, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0.1 + 0.2);

        assertThat(breakers.keep(breaker(provider, 1, "{}"), List.of(opened, forced), List.of(window)))
                .isTrue();

        assertThat(breakers.find(provider)).contains(breaker(provider, 1, "{}"));
        assertThat(breakers.findView(provider)).contains("{}");
        assertThat(transitions.newest(provider, null, 10)).containsExactly(forced, opened);
        assertThat(windows.since(provider, null, BUCKET, 10)).containsExactly(window);
    }

    @Test
    void nobodyWroteAboutAnUnknownProvider() {
        String provider = provider();
        assertThat(breakers.find(provider)).isEmpty();
        assertThat(breakers.findView(provider)).isEmpty();
        assertThat(transitions.newest(provider, null, 10)).isEmpty();
        assertThat(windows.since(provider, null, Instant.EPOCH, 10)).isEmpty();
    }

    @Test
    void anOlderVersionOrTheSameDecisionChangesNothingAtAll() {
        String provider = provider();
        breakers.keep(breaker(provider, 5, "{}"), List.of(), List.of(window(provider, "health", BUCKET, 5)));

        for (long version : List.of(5L, 4L)) {
            assertThat(breakers.keep(
                            breaker(provider, version, "{\"late\":true}"),
                            List.of(transition(provider, "health", version)),
                            List.of(window(provider, "health", BUCKET, 1))))
                    .isFalse();
        }

        assertThat(breakers.findView(provider)).contains("{}");
        assertThat(transitions.newest(provider, null, 10)).isEmpty();
        assertThat(windows.since(provider, null, BUCKET, 10))
                .extracting(BreakerWindowRow::good)
                .containsExactly(5L);
    }

    @Test
    void bucketsAreTotals() {
        String provider = provider();
        breakers.keep(breaker(provider, 1, "{}"), List.of(), List.of(window(provider, "health", BUCKET, 3)));
        breakers.keep(breaker(provider, 2, "{}"), List.of(), List.of(window(provider, "health", BUCKET, 7)));

        assertThat(windows.since(provider, null, BUCKET, 10))
                .extracting(BreakerWindowRow::good)
                .containsExactly(7L);
    }

    @Test
    void aDecisionThatWasUndoneAndMadeAgainStandsAsItWasMadeLast() {
        String provider = provider();
        breakers.keep(
                breaker(provider, 1, "{}"),
                List.of(transition(provider, "health", 1)),
                List.of(window(provider, "health", BUCKET, 3)));
        BreakerTransitionRow again = new BreakerTransitionRow(
                provider, "health", 1, NOW.plusMillis(1), "CLOSED", "OPEN", "ERRORS", "errors", "{}", null, null);
        BreakerRow later = new BreakerRow(provider, 1, "{}", "{\"more\":true}", NOW.plusMillis(1));

        assertThat(breakers.keep(later, List.of(again), List.of(window(provider, "health", BUCKET, 7))))
                .isTrue();

        assertThat(breakers.findView(provider)).contains("{\"more\":true}");
        assertThat(windows.since(provider, null, BUCKET, 10))
                .extracting(BreakerWindowRow::good)
                .containsExactly(7L);
        assertThat(transitions.newest(provider, null, 10)).containsExactly(again);
    }

    @Test
    void ofTwoRacingWritersTheNewerVersionStandsWhole() throws Exception {
        String provider = provider();
        List<CompletableFuture<Boolean>> writers = new ArrayList<>();
        for (long version = 1; version <= 40; version++) {
            long mine = version;
            writers.add(CompletableFuture.supplyAsync(() -> breakers.keep(
                    breaker(provider, mine, "{\"version\":" + mine + "}"),
                    List.of(),
                    List.of(window(provider, "health", BUCKET, mine)))));
        }
        CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

        assertThat(breakers.findView(provider)).contains("{\"version\":40}");
        assertThat(windows.since(provider, null, BUCKET, 10))
                .extracting(BreakerWindowRow::good)
                .containsExactly(40L);
    }

    @Test
    void readingIsByCircuitAndTimeAndHasAnEnd() {
        String provider = provider();
        breakers.keep(
                breaker(provider, 1, "{}"),
                List.of(transition(provider, "health", 1), transition(provider, "health/m", 1)),
                List.of(
                        window(provider, "health", BUCKET, 1),
                        window(provider, "health", BUCKET.plusSeconds(10), 2),
                        window(provider, "health/m", BUCKET.plusSeconds(10), 3)));

        assertThat(transitions.newest(provider, "health/m", 10)).hasSize(1);
        assertThat(transitions.newest(provider, null, 1)).hasSize(1);
        assertThat(windows.since(provider, "health", BUCKET.plusSeconds(1), 10))
                .extracting(BreakerWindowRow::good)
                .containsExactly(2L);
        assertThat(windows.since(provider, null, BUCKET, 2)).hasSize(2);
    }

    @Test
    void oldBucketsAreErasedInSteps() {
        String provider = provider();
        Instant old = Instant.parse("2001-01-01T00:00:00Z");
        breakers.keep(
                breaker(provider, 1, "{}"),
                List.of(transition(provider, "health", 1)),
                List.of(
                        window(provider, "health", old, 1),
                        window(provider, "health", old.plusSeconds(10), 1),
                        window(provider, "health", BUCKET, 1)));

        assertThat(windows.eraseBefore(old.plusSeconds(60), 1)).isEqualTo(1);
        assertThat(windows.eraseBefore(old.plusSeconds(60), 10)).isEqualTo(1);
        assertThat(windows.eraseBefore(old.plusSeconds(60), 10)).isZero();
        assertThat(windows.since(provider, null, Instant.EPOCH, 10)).hasSize(1);
        assertThat(transitions.newest(provider, null, 10)).hasSize(1);
    }

    @Test
    void aProbeIsRecordedOnce() {
        String provider = provider();
        ProbeRow whole = probe(provider, NOW, "whole", null, 0.8, new BigDecimal("0.00001000"));
        ProbeRow failed = probe(provider, NOW.plusSeconds(1), "failed", "OVERLOADED", null, null);

        assertThat(probes.keep(whole)).isTrue();
        assertThat(probes.keep(failed)).isTrue();
        assertThat(probes.keep(whole)).isFalse();

        assertThat(probes.newest(provider, null, 10)).containsExactly(failed, whole);
        assertThat(probes.newest(provider, "quality/a/b/c", 10)).isEmpty();
        assertThat(probes.newest(provider, null, 1)).containsExactly(failed);
    }

    @Test
    void whoeverListensIsToldOfEachWriteOnce() throws SQLException {
        String provider = provider();
        try (Notifications news = listen()) {
            breakers.keep(breaker(provider, 1, "{}"), List.of(), List.of());
            breakers.keep(breaker(provider, 1, "{}"), List.of(), List.of());
            breakers.keep(breaker(provider, 2, "{}"), List.of(), List.of());

            List<String> heard = new ArrayList<>();
            Instant until = Instant.now().plus(LONG);
            while (heard.size() < 2 && Instant.now().isBefore(until)) {
                news.await(Duration.ofSeconds(1)).stream()
                        .filter(provider::equals)
                        .forEach(heard::add);
            }
            assertThat(heard).containsExactly(provider, provider);
            assertThat(news.alive()).isTrue();
        }
    }

    @Test
    void closingEndsAWait() throws Exception {
        Notifications news = listen();
        CompletableFuture<List<String>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                while (true) {
                    news.await(Duration.ofHours(1));
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        news.close();
        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(Exception.class);
        assertThat(waiting).isCompletedExceptionally();
        assertThat(news.alive()).isFalse();
    }

    private static Notifications listen() throws SQLException {
        return Notifications.listen(
                postgres.getJdbcUrl("postgres", "postgres"), "postgres", "", BreakerRepository.CHANNEL);
    }

    private static String provider() {
        return "provider-" + UUID.randomUUID();
    }

    private static BreakerRow breaker(String provider, long version, String view) {
        return new BreakerRow(provider, version, "state " + version, view, NOW);
    }

    private static BreakerTransitionRow transition(String provider, String circuit, long generation) {
        return new BreakerTransitionRow(
                provider, circuit, generation, NOW, "CLOSED", "OPEN", "ERRORS", "errors", "{\"sum\":8.1}", null, null);
    }

    private static BreakerWindowRow window(String provider, String circuit, Instant bucket, long good) {
        return new BreakerWindowRow(provider, circuit, bucket, good, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static ProbeRow probe(
            String provider, Instant at, String outcome, String errorClass, Double score, BigDecimal cost) {
        return new ProbeRow(
                UUID.randomUUID(),
                provider,
                "health",
                3,
                "m",
                null,
                at,
                outcome,
                errorClass,
                errorClass == null ? 200 : 529,
                null,
                5L,
                9L,
                1L,
                2L,
                cost,
                score);
    }
}
