package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Judgements and judges against a real PostgreSQL: what each statement promises under repetition and race. */
class JudgingRepositoriesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.123456Z");
    private static final JudgeRepository.Spent SPENT = new JudgeRepository.Spent(10, 2, new BigDecimal("0.001"));

    private static EmbeddedPostgres postgres;
    private static ApplicationContext context;
    private static JudgementRepository judgements;
    private static JudgeRepository judges;
    private static ContentRepository contents;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        context = ApplicationContext.run(Map.of(
                "datasources.default.url", postgres.getJdbcUrl("postgres", "postgres"),
                "datasources.default.username", "postgres",
                "datasources.default.password", "",
                "datasources.default.driver-class-name", "org.postgresql.Driver",
                "flyway.datasources.default.enabled", "true"));
        judgements = context.getBean(JudgementRepository.class);
        judges = context.getBean(JudgeRepository.class);
        contents = context.getBean(ContentRepository.class);
        context.getBean(PolicyRepository.class).keep("policy", "route", "{}");
    }

    @AfterAll
    static void stop() throws Exception {
        context.close();
        postgres.close();
    }

    @Test
    void theFirstJudgementOfAVersionStandsWithItsReason() {
        UUID id = accepted();
        JudgementRow first = judgement(id, "v1", 0.75, null);
        assertThat(judgements.keep(first, new byte[] {1})).isTrue();
        assertThat(judgements.keep(judgement(id, "v1", 0.25, null), new byte[] {2}))
                .isFalse();
        assertThat(judgements.findFirst(id, 1)).contains(first);
        assertThat(contents.find(id, "judgement", 1).orElseThrow().body()).containsExactly(1);
    }

    @Test
    void anotherVersionJudgesAgainAndTheFirstIsStillTheFirst() {
        UUID id = accepted();
        judgements.keep(judgement(id, "v2", 0.75, null), new byte[] {1});
        assertThat(judgements.keep(judgement(id, "v1", 0.5, null, NOW.plusSeconds(1)), new byte[] {2}))
                .isTrue();
        assertThat(judgements.findFirst(id, 1).orElseThrow().judgeVersion()).isEqualTo("v2");
        assertThat(judgements.findAll(id)).hasSize(2);
    }

    @Test
    void whatIsMissingIsNullAndNotZero() {
        UUID id = accepted();
        judgements.keep(judgement(id, "v1", null, "failed"), null);
        JudgementRow row = judgements.findFirst(id, 1).orElseThrow();
        assertThat(row.score()).isNull();
        assertThat(row.missing()).isEqualTo("failed");
        assertThat(row.counted()).isFalse();
        assertThat(contents.find(id, "judgement", 1)).isEmpty();
    }

    @Test
    void anErasedRequestKeepsNoReason() {
        UUID id = accepted();
        contents.erase(id);
        assertThat(judgements.keep(judgement(id, "v1", 0.75, null), new byte[] {1}))
                .isTrue();
        assertThat(contents.existsByRequestId(id)).isFalse();
    }

    @Test
    void erasingTakesTheReasonAndLeavesTheScore() {
        UUID id = accepted();
        judgements.keep(judgement(id, "v1", 0.75, null), new byte[] {1});
        assertThat(contents.erase(id)).isEqualTo(2);
        assertThat(judgements.findFirst(id, 1)).isPresent();
    }

    @Test
    void ofManyNodesOneTakesACheckUponItself() throws Exception {
        String version = version();
        List<Callable<Boolean>> nodes = IntStream.range(0, 8)
                .mapToObj(n -> (Callable<Boolean>) () -> claim(version, NOW))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> claims = threads.invokeAll(nodes);
            assertThat(claims.stream().map(Future::resultNow).collect(Collectors.toList()))
                    .containsOnlyOnce(true);
        }
    }

    @Test
    void aClaimOfALostNodeIsTakenOverAfterTwoMinutes() {
        String version = version();
        assertThat(claim(version, NOW)).isTrue();
        assertThat(claim(version, NOW.plus(119, ChronoUnit.SECONDS))).isFalse();
        assertThat(claim(version, NOW.plus(121, ChronoUnit.SECONDS))).isTrue();
    }

    @Test
    void aCheckedJudgeIsCheckedAgainAfterTenMinutes() {
        String version = version();
        claim(version, NOW);
        judges.conclude(version, NOW.plusSeconds(5), 0.3, true, SPENT);
        assertThat(claim(version, NOW.plus(10, ChronoUnit.MINUTES))).isFalse();
        assertThat(claim(version, NOW.plus(11, ChronoUnit.MINUTES))).isTrue();
        judges.conclude(version, NOW.plus(11, ChronoUnit.MINUTES), 0.1, false, SPENT);
        JudgeRow row = judges.findByVersion(version).orElseThrow();
        assertThat(row.quarantined()).isFalse();
        assertThat(row.distance()).isEqualTo(0.1);
        assertThat(row.inputTokens()).isEqualTo(20);
        assertThat(row.outputTokens()).isEqualTo(4);
        assertThat(row.costUsd()).isEqualByComparingTo("0.002");
    }

    @Test
    void aCheckWithoutAVerdictLeavesTheLastOneAndIsMadeAgainInAMinute() {
        String version = version();
        claim(version, NOW);
        judges.conclude(version, NOW, 0.3, true, SPENT);
        Instant later = NOW.plus(11, ChronoUnit.MINUTES);
        claim(version, later);
        judges.postpone(version, later.minusSeconds(60), SPENT);
        JudgeRow row = judges.findByVersion(version).orElseThrow();
        assertThat(row.quarantined()).isTrue();
        assertThat(row.checkedAt()).isEqualTo(NOW);
        assertThat(row.inputTokens()).isEqualTo(20);
        assertThat(claim(version, later.plusSeconds(59))).isFalse();
        assertThat(claim(version, later.plusSeconds(61))).isTrue();
    }

    private static boolean claim(String version, Instant now) {
        return judges.claim(
                version,
                "p",
                "m",
                "rubric",
                "anchors",
                now,
                now.minus(2, ChronoUnit.MINUTES),
                now.minus(10, ChronoUnit.MINUTES));
    }

    private static String version() {
        return UUID.randomUUID().toString();
    }

    private static JudgementRow judgement(UUID id, String version, Double score, String missing) {
        return judgement(id, version, score, missing, NOW);
    }

    private static JudgementRow judgement(UUID id, String version, Double score, String missing, Instant at) {
        return new JudgementRow(
                id,
                1,
                at,
                "route",
                "primary",
                "12345678",
                "p",
                "m",
                version,
                "q",
                "n",
                "rubric",
                score,
                missing,
                score != null,
                12,
                100L,
                20L,
                new BigDecimal("0.00012000"));
    }

    private static UUID accepted() {
        UUID id = UUID.randomUUID();
        Instant now = Instant.now();
        context.getBean(RequestRepository.class)
                .accept(
                        new RequestRow(
                                id, "tenant", "route", "policy", null, "body", "w", now, now, 1.0, null, null, null),
                        new byte[] {1});
        return id;
    }
}
