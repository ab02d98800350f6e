package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The statements against a real PostgreSQL: what each promises under repetition and race. */
class RepositoriesTest {
    private static EmbeddedPostgres postgres;
    private static ApplicationContext context;
    private static RequestRepository requests;
    private static AttemptRepository attempts;
    private static AnswerRepository answers;
    private static ContentRepository contents;
    private static CacheRepository cache;
    private static StatusPageRepository statusPages;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        context = ApplicationContext.run(Map.of(
                "datasources.default.url", postgres.getJdbcUrl("postgres", "postgres"),
                "datasources.default.username", "postgres",
                "datasources.default.password", "",
                "datasources.default.driver-class-name", "org.postgresql.Driver",
                "flyway.datasources.default.enabled", "true"));
        requests = context.getBean(RequestRepository.class);
        attempts = context.getBean(AttemptRepository.class);
        answers = context.getBean(AnswerRepository.class);
        contents = context.getBean(ContentRepository.class);
        cache = context.getBean(CacheRepository.class);
        statusPages = context.getBean(StatusPageRepository.class);
        context.getBean(PolicyRepository.class).keep("policy", "route", "{}");
        context.getBean(PolicyRepository.class).keep("policy", "route", "{}");
    }

    @AfterAll
    static void stop() throws Exception {
        context.close();
        postgres.close();
    }

    @Test
    void aStatusPageIsWhatItWasLastAskedToBe() {
        Instant first = Instant.parse("2026-11-01T10:00:00Z");
        statusPages.keep(statusPage("UNKNOWN", null, first));
        assertThat(statusPages.find("page/a").orElseThrow().readAt()).isNull();
        statusPages.keep(statusPage("OPERATIONAL", first.plusSeconds(30), first.plusSeconds(30)));
        statusPages.keep(statusPage("MAJOR_OUTAGE", first.plusSeconds(10), first.plusSeconds(10)));
        assertThat(statusPages.findAll())
                .containsExactly(statusPage("OPERATIONAL", first.plusSeconds(30), first.plusSeconds(30)));
        statusPages.forget("page/a");
        assertThat(statusPages.findAll()).isEmpty();
    }

    private static StatusPageRow statusPage(String level, Instant readAt, Instant askedAt) {
        return new StatusPageRow(
                "page/a", "STATUSPAGE", "https://page/a", level, "{}", Instant.EPOCH, readAt, askedAt, 0);
    }

    @Test
    void aKeyIsAcceptedOncePerTenant() {
        String key = UUID.randomUUID().toString();
        assertThat(accept("a", key)).isNotNull();
        assertThat(accept("a", key)).isNull();
        assertThat(accept("b", key)).isNotNull();
        assertThat(requests.findByTenantAndKeyHash("a", key)).isPresent();
    }

    @Test
    void aConcludedRequestOpensNoAttempt() {
        UUID id = accepted();
        assertThat(conclude(id, "answered", null)).isTrue();
        assertThat(open(id, 1)).isNull();
    }

    @Test
    void aLostAttemptIsSentAgainUnderItsNumber() {
        UUID id = accepted();
        OpenedAttempt first = open(id, 1);
        OpenedAttempt second = open(id, 1);
        assertThat(first.sends()).isEqualTo(1);
        assertThat(first.body()).containsExactly(1);
        assertThat(second.sends()).isEqualTo(2);
        assertThat(second.result()).isNull();
    }

    @Test
    void aRecordedResultStandsAndIsFoundAgain() {
        UUID id = accepted();
        open(id, 1);
        assertThat(finish(id, 1, "{\"first\":true}")).isTrue();
        assertThat(finish(id, 1, "{\"first\":false}")).isFalse();
        OpenedAttempt again = open(id, 1);
        assertThat(again.sends()).isEqualTo(1);
        assertThat(again.result()).isEqualTo("{\"first\":true}");
        assertThat(attempts.findResult(id, 1)).contains("{\"first\":true}");
        assertThat(contents.find(id, "answer", 1)).isPresent();
    }

    @Test
    void theFirstConclusionStands() {
        UUID id = accepted();
        open(id, 1);
        finish(id, 1, "{}");
        assertThat(conclude(id, "answered", 1)).isTrue();
        assertThat(conclude(id, "cancelled", null)).isFalse();
        AnswerRow answer = answers.findByRequestId(id).orElseThrow();
        assertThat(answer.outcome()).isEqualTo("answered");
        assertThat(answer.costUsd()).isEqualByComparingTo("0.5");
        assertThat(answer.dropped()).isEqualTo("[\"seed\"]");
    }

    @Test
    void erasingTakesEveryContentAndTheCachedAnswerButNoFact() {
        UUID id = accepted();
        open(id, 1);
        finish(id, 1, "{}");
        conclude(id, "answered", 1);
        cache.fill(
                id,
                1,
                Instant.now(),
                Instant.now().plusSeconds(60),
                Instant.now().plusSeconds(60));
        assertThat(cache.lookUp(id, Instant.now())).isPresent();
        assertThat(cache.stands(id, 1)).isTrue();
        assertThat(cache.content(id, 1)).isPresent();

        assertThat(contents.erase(id)).isEqualTo(2);

        assertThat(cache.stands(id, 1)).isFalse();
        assertThat(cache.content(id, 1)).isEmpty();
        assertThat(contents.existsByRequestId(id)).isFalse();
        assertThat(answers.findByRequestId(id)).isPresent();
        assertThat(attempts.findAll(id)).hasSize(1);
    }

    @Test
    void aQuestionIsLookedUpByTenantPolicyAndBodyAsLongAsItsAnswerIsKept() {
        UUID id = accepted();
        open(id, 1);
        finish(id, 1, "{}");
        Instant now = Instant.now();
        cache.fill(id, 1, now, now.plusSeconds(60), now.plusSeconds(120));
        String body = "body-" + id;
        assertThat(cache.lookUp("tenant", "policy", body, now))
                .isEqualTo(cache.lookUp(id, now))
                .get()
                .extracting(CacheRow::requestId)
                .isEqualTo(id);
        assertThat(cache.lookUp("another tenant", "policy", body, now)).isEmpty();
        assertThat(cache.lookUp("tenant", "another policy", body, now)).isEmpty();
        assertThat(cache.lookUp("tenant", "policy", "another body", now)).isEmpty();
        assertThat(cache.lookUp("tenant", "policy", body, now.plusSeconds(121))).isEmpty();
    }

    @Test
    void aRequestIsAcceptedAndConcludedAtOnceOrNotAtAll() {
        for (String key : Arrays.asList(null, "key-" + UUID.randomUUID())) {
            RequestRow request = request("tenant", key);
            AnswerRow answer = answer(request.id(), "answered", null).completed(0, "[]", null);
            assertThat(requests.acceptConcluded(request, new byte[] {1}, answer, new byte[] {2}))
                    .isTrue();
            AnswerRow recorded = answers.findByRequestId(request.id()).orElseThrow();
            assertThat(recorded)
                    .usingRecursiveComparison()
                    .ignoringFields("concludedAt")
                    .isEqualTo(answer);
            RequestRow found = requests.findById(request.id()).orElseThrow();
            assertThat(found.concludedAt()).isEqualTo(recorded.concludedAt());
            assertThat(found.bodyHash()).isEqualTo(request.bodyHash());
            assertThat(contents.find(request.id(), "request", 0).orElseThrow().body())
                    .containsExactly(1);
            assertThat(contents.find(request.id(), "answer", 0).orElseThrow().body())
                    .containsExactly(2);
            assertThat(answers.conclude(answer(request.id(), "failed", null), null))
                    .isEmpty();
        }
    }

    @Test
    void aKeyThatIsKnownIsNotConcludedAgain() {
        String key = "key-" + UUID.randomUUID();
        UUID first = accept("tenant", key);
        RequestRow repeated = request("tenant", key);
        assertThat(requests.acceptConcluded(
                        repeated, new byte[] {1}, answer(repeated.id(), "answered", null), new byte[] {2}))
                .isFalse();
        assertThat(requests.findById(repeated.id())).isEmpty();
        assertThat(answers.findByRequestId(repeated.id())).isEmpty();
        assertThat(contents.existsByRequestId(repeated.id())).isFalse();
        assertThat(answers.findByRequestId(first)).isEmpty();
    }

    @Test
    void anErasedRequestKeepsNoContentThatComesLater() {
        UUID id = accepted();
        open(id, 1);
        contents.erase(id);
        assertThat(finish(id, 1, "{}")).isTrue();
        assertThat(contents.existsByRequestId(id)).isFalse();
    }

    @Test
    void retentionErasesInStepsWhatIsOld() {
        accepted();
        accepted();
        Instant later = Instant.now().plusSeconds(60);
        assertThat(contents.eraseBefore(Instant.now().minusSeconds(3_600), 1)).isZero();
        assertThat(contents.eraseBefore(later, 1)).isEqualTo(1);
        assertThat(contents.eraseBefore(later, 1_000)).isPositive();
        assertThat(contents.eraseBefore(later, 1_000)).isZero();
    }

    @Test
    void theSweepTakesEachOpenRequestOnce() {
        UUID id = accepted();
        Instant later = Instant.now().plusSeconds(10);
        assertThat(requests.takeOpen(later, later, 1000))
                .extracting(RequestRow::id)
                .contains(id);
        assertThat(requests.takeOpen(later, later, 1000))
                .extracting(RequestRow::id)
                .doesNotContain(id);
    }

    private static UUID accepted() {
        UUID id = accept("tenant", null);
        assertThat(id).isNotNull();
        return id;
    }

    private static UUID accept(String tenant, String key) {
        RequestRow row = request(tenant, key);
        return requests.accept(row, new byte[] {1}) ? row.id() : null;
    }

    private static RequestRow request(String tenant, String key) {
        Instant now = Instant.now();
        UUID id = UUID.randomUUID();
        return new RequestRow(id, tenant, "route", "policy", key, "body-" + id, "w", now, now, 1.0, null, null, null);
    }

    private static OpenedAttempt open(UUID id, int number) {
        return attempts.open(id, number, 0, "primary", "p", "m", Instant.now(), true)
                .orElse(null);
    }

    private static boolean finish(UUID id, int number, String result) {
        Instant now = Instant.now();
        AttemptRow row = new AttemptRow(
                id,
                number,
                0,
                "primary",
                "p",
                "m",
                1,
                now,
                now,
                "whole",
                null,
                200,
                null,
                5L,
                9L,
                1L,
                2L,
                new BigDecimal("0.5"),
                "[\"seed\"]",
                result);
        return attempts.finish(row, "answer", new byte[] {2});
    }

    private static boolean conclude(UUID id, String outcome, Integer attempt) {
        return answers.conclude(answer(id, outcome, attempt), null).isPresent();
    }

    private static AnswerRow answer(UUID id, String outcome, Integer attempt) {
        return new AnswerRow(
                id,
                outcome,
                "primary",
                "p",
                "m",
                attempt,
                false,
                null,
                null,
                null,
                1,
                "[]",
                "[]",
                "[]",
                null,
                Instant.now());
    }
}
