package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.api.breaker.Operators.ActionRefusedException;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.db.BreakerTransitionRow;
import io.downclimb.db.BreakerWindowRow;
import io.downclimb.db.ProbeRow;
import io.downclimb.db.StatusPageRow;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import io.downclimb.workflows.status.StatusLevel;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API shows of breakers and status pages, and what an operator may say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BreakersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant SINCE = Instant.parse("2026-11-01T12:00:00.250Z");
    private static final CircuitId HEALTH = new CircuitId.Health(null);
    private static final CircuitId QUALITY = new CircuitId.Quality("support", "primary", "0123456789ab");

    @SuppressWarnings("NullAway.Init") // before all
    private Doors doors;

    private long version;

    @BeforeAll
    void open() {
        doors = new Doors();
    }

    @AfterAll
    void close() {
        doors.close();
    }

    @BeforeEach
    void reset() {
        doors.breakerRoom.reset();
        known(circuit(HEALTH, Phase.CLOSED, null));
    }

    @Test
    void everyProviderIsListedHeardOfOrNot() throws Exception {
        known(circuit(QUALITY, Phase.HALF_OPEN, Reason.QUALITY), circuit(HEALTH, Phase.RAMPING, Reason.ERRORS));

        JsonNode data = get("/v1/breakers", 200).path("data");

        assertThat(data.findValuesAsText("provider")).containsExactly("claude", "openai");
        JsonNode claude = data.path(0);
        assertThat(claude.path("state").textValue()).isEqualTo("ramping");
        assertThat(claude.path("status").textValue()).isEqualTo("partial-outage");
        assertThat(claude.path("updated_at").textValue()).isEqualTo("2026-11-01T12:00:00.250Z");
        assertThat(claude.path("circuits").findValuesAsText("id"))
                .containsExactly("health", "quality/support/primary/0123456789ab");
        JsonNode quality = claude.path("circuits").path(1);
        assertThat(quality.path("kind").textValue()).isEqualTo("quality");
        assertThat(quality.path("state").textValue()).isEqualTo("half-open");
        assertThat(quality.path("reason").textValue()).isEqualTo("quality");
        assertThat(quality.path("since").textValue()).isEqualTo("2026-11-01T12:00:00.250Z");
        assertThat(quality.path("until").textValue()).isEqualTo("2026-11-01T12:00:05.250Z");
        assertThat(quality.path("generation").longValue()).isEqualTo(3);
        assertThat(quality.path("share").doubleValue()).isEqualTo(0.1);
        assertThat(quality.path("sample").doubleValue()).isEqualTo(10);
        assertThat(quality.path("forced").booleanValue()).isTrue();
        assertThat(quality.path("numbers").toString()).isEqualTo("{\"a-b_c\":1.0,\"sum\":8.25}");
        assertThat(quality.path("note").textValue()).isEqualTo("a note");
        assertThat(data.path(1).toString())
                .isEqualTo("{\"provider\":\"openai\",\"state\":\"closed\",\"status\":\"unknown\",\"updated_at\":null,"
                        + "\"circuits\":[]}");
    }

    @ParameterizedTest
    @CsvSource({
        "CLOSED, CLOSED, closed",
        "CLOSED, RAMPING, ramping",
        "HALF_OPEN, RAMPING, half-open",
        "HALF_OPEN, OPEN, open"
    })
    void theWorstHealthCircuitIsTheProvidersState(Phase one, Phase other, String state) throws Exception {
        known(
                circuit(new CircuitId.Health("a/model"), one, null),
                circuit(new CircuitId.Health("b"), other, null),
                circuit(QUALITY, Phase.OPEN, Reason.QUALITY));

        assertThat(get("/v1/breakers/claude", 200).path("state").textValue()).isEqualTo(state);
    }

    @Test
    void aBreakerIsShownWithWhatItHeardAndWhatBecameOfIt() throws Exception {
        Instant bucket = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        doors.breakerRoom.windows.addAll(List.of(
                new BreakerWindowRow("claude", "health", bucket.minusSeconds(7_200), 9, 9, 0, 0, 0, 0, 0, 0, 0, 0),
                new BreakerWindowRow("claude", "health", bucket, 3, 1, 2, 4, 5, 6, 7, 8, 0, 0),
                new BreakerWindowRow("claude", QUALITY.text(), bucket, 0, 0, 0, 0, 0, 0, 0, 0, 4, 3)));
        doors.breakerRoom.transitions.add(new BreakerTransitionRow(
                "claude", "health", 2, SINCE, "HALF_OPEN", "OPEN", "ERRORS", "probe bad", "{\"sum\":8.1}", null, null));
        doors.breakerRoom.probes.add(new ProbeRow(
                UUID.randomUUID(),
                "claude",
                "health",
                2,
                "m",
                null,
                SINCE,
                "failed",
                "OVERLOADED",
                529,
                "detail",
                12L,
                34L,
                1L,
                2L,
                new BigDecimal("0.25"),
                0.5));

        JsonNode breaker = get("/v1/breakers/claude", 200);

        assertThat(breaker.path("provider").textValue()).isEqualTo("claude");
        assertThat(breaker.path("windows").path("health").toString())
                .isEqualTo("[{\"from\":\"" + bucket
                        + "\",\"good\":3,\"bad\":1,\"minor\":2,\"pending\":4,\"slow\":5,\"timed\":6,\"rate_limited\":7,"
                        + "\"invalid\":8,\"error_rate\":0.25,\"scores\":0,\"score_mean\":null}]");
        JsonNode scored = breaker.path("windows").path(QUALITY.text()).path(0);
        assertThat(scored.path("error_rate").isNull()).isTrue();
        assertThat(scored.path("score_mean").doubleValue()).isEqualTo(0.75);
        assertThat(breaker.path("transitions").path(0).toString())
                .isEqualTo(
                        "{\"at\":\"2026-11-01T12:00:00.250Z\",\"circuit\":\"health\",\"from\":\"half-open\",\"to\":\"open\","
                                + "\"reason\":\"errors\",\"cause\":\"probe bad\",\"generation\":2,\"numbers\":{\"sum\":8.1},"
                                + "\"author\":null,\"note\":null}");
        assertThat(breaker.path("probes").path(0).toString())
                .isEqualTo(
                        "{\"sent_at\":\"2026-11-01T12:00:00.250Z\",\"circuit\":\"health\",\"generation\":2,\"model\":\"m\","
                                + "\"request_id\":null,\"outcome\":\"failed\",\"error_class\":\"OVERLOADED\",\"first_content_ms\":12,\"score\":0.5,"
                                + "\"cost_usd\":0.25}");
        assertThat(breaker.path("baselines").toString())
                .isEqualTo(
                        "{\"m\":{\"p95_ms\":500,\"p999_ms\":2000,\"samples\":200,\"at\":\"2026-11-01T12:00:00.250Z\"}}");
    }

    @Test
    void oneCircuitAndALongerTimeCanBeAskedFor() throws Exception {
        Instant old = Instant.now().minusSeconds(7_200);
        doors.breakerRoom.windows.addAll(List.of(
                new BreakerWindowRow("claude", "health", old, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0),
                new BreakerWindowRow("claude", "health/a/b", old, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)));

        JsonNode breaker = get("/v1/breakers/claude?circuit=health%2Fa%2Fb&since=" + old.minusSeconds(1), 200);

        assertThat(breaker.path("windows").size()).isEqualTo(1);
        assertThat(breaker.at("/windows/health~1a~1b/0/good").longValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/breakers/none, 404, unknown-provider, provider, 'use one of claude, openai'",
        "/v1/breakers/claude?since=yesterday, 400, invalid-request, since, 'since is \"yesterday\": give a time such as 20'",
        "/v1/breakers/claude?since=2020-01-01T00:00:00Z, 400, invalid-request, since, more than 24 h ago",
        "/v1/breakers/claude?circuit=helth, 400, invalid-request, circuit, '\"helth\" names no circuit: health,'"
    })
    void whatCannotBeShownIsToldWithTheFix(String path, int status, String slug, String param, String message)
            throws Exception {
        assertProblem(doors.get(path), status, slug, param, message);
    }

    @Test
    void whatIsTooMuchForOneReplyIsToldWithTheFix() throws Exception {
        BreakerWindowRow row = new BreakerWindowRow("claude", "health", Instant.now(), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        doors.breakerRoom.windows.addAll(Collections.nCopies(20_001, row));

        assertProblem(doors.get("/v1/breakers/claude"), 400, "invalid-request", "since", "name one circuit");
    }

    @ParameterizedTest
    @CsvSource({"open, OPEN", "close, CLOSE", "release, RELEASE", "recalibrate, RECALIBRATE"})
    void anOperatorsWordReachesTheBreaker(String action, OperatorAction.Kind kind) throws Exception {
        BreakerView after = view("claude", circuit(HEALTH, Phase.OPEN, Reason.OPERATOR));
        doors.breakerRoom.after.set(after);

        HttpResponse<String> response =
                doors.post("/v1/breakers/claude/" + action, "{\"reason\":\" maintenance \",\"author\":\"Ada\"}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()).path("state").textValue()).isEqualTo("open");
        assertThat(doors.breakerRoom.actions).containsExactly(new OperatorAction(HEALTH, kind, "maintenance", "Ada"));
        assertThat(doors.breakers.of("claude")).isEqualTo(after);
    }

    @Test
    void anActionNamesItsCircuit() {
        assertThat(doors.post(
                                "/v1/breakers/openai/open",
                                "{\"circuit\":\"" + QUALITY.text() + "\",\"reason\":\"r\",\"author\":\"a\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(doors.breakerRoom.actions)
                .extracting(OperatorAction::circuit)
                .containsExactly(QUALITY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude/open | {\"author\":\"a\"} | 400 | invalid-request | reason | reason is missing: send a string of 1 to 500",
                "claude/open | {\"reason\":\" \",\"author\":\"a\"} | 400 | invalid-request | reason | reason has 0 characters",
                "claude/open | {\"reason\":\"r\",\"author\":7} | 400 | invalid-request | author | author is the number 7",
                "claude/open | {\"reason\":\"r\",\"author\":\"a\",\"circuit\":1} | 400 | invalid-request | circuit | such as \"health\"",
                "claude/open | {\"reason\":\"r\",\"author\":\"a\",\"circuit\":\"key/\"} | 400 | invalid-request | circuit | names no circuit",
                "claude/open | {\"reason\":\"r\",\"author\":\"a\",\"until\":1} | 400 | invalid-request | until | use circuit, reason, author",
                "claude/explode | {\"reason\":\"r\",\"author\":\"a\"} | 404 | not-found | action | open, close, release, recalibrate",
                "none/open | {\"reason\":\"r\",\"author\":\"a\"} | 404 | unknown-provider | provider | claude, openai"
            })
    void anActionThatCannotBeReadReachesNobody(
            String path, String body, int status, String slug, String param, String message) throws Exception {
        assertProblem(doors.post("/v1/breakers/" + path, body), status, slug, param, message);
        assertThat(doors.breakerRoom.actions).isEmpty();
    }

    @Test
    void aReasonHasAtMost500Characters() throws Exception {
        String path = "/v1/breakers/claude/open";
        assertThat(doors.post(path, "{\"author\":\"a\",\"reason\":\"" + "r".repeat(500) + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertProblem(
                doors.post(path, "{\"author\":\"a\",\"reason\":\"" + "r".repeat(501) + "\"}"),
                400,
                "invalid-request",
                "reason",
                "reason has 501 characters: send 1 to 500");
    }

    @Test
    void aBreakersNoIsToldInItsOwnWords() throws Exception {
        doors.breakerRoom.refusal.set(new ActionRefusedException("circuit health is not forced"));

        assertProblem(
                doors.post("/v1/breakers/claude/release", "{\"reason\":\"r\",\"author\":\"a\"}"),
                409,
                "action-refused",
                null,
                "circuit health is not forced");
    }

    @Test
    void anEngineThatIsAwayIsTold() throws Exception {
        doors.breakerRoom.refusal.set(new RefusedException(new Refusal.Unavailable("Temporal", "Temporal is away")));

        HttpResponse<String> response = doors.post("/v1/breakers/claude/open", "{\"reason\":\"r\",\"author\":\"a\"}");

        assertProblem(response, 503, "unavailable", null, "Temporal is away");
        assertThat(response.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void statusPagesAreShownWithTheirAge() throws Exception {
        Instant read = Instant.now().minusSeconds(90);
        doors.breakerRoom.pages.add(new StatusPageRow(
                "status.example:8443/api/v2/summary.json",
                "STATUSPAGE",
                "https://other.example/",
                "MAJOR_OUTAGE",
                "{\"components\":[]}",
                SINCE,
                read,
                read.plusSeconds(30),
                1));

        JsonNode page = get("/v1/status-pages", 200).path("data").path(0);

        assertThat(page.path("page").textValue()).isEqualTo("status.example:8443/api/v2/summary.json");
        assertThat(page.path("kind").textValue()).isEqualTo("statuspage");
        assertThat(page.path("url").textValue()).isEqualTo("https://other.example/");
        assertThat(page.path("providers").toString()).isEqualTo("[\"claude\",\"openai\"]");
        assertThat(page.path("level").textValue()).isEqualTo("major-outage");
        assertThat(page.path("since").textValue()).isEqualTo("2026-11-01T12:00:00.250Z");
        assertThat(page.path("age_s").longValue()).isBetween(90L, 900L);
        assertThat(page.path("failures").intValue()).isEqualTo(1);
        assertThat(page.path("document").toString()).isEqualTo("{\"components\":[]}");
    }

    @Test
    void aPageThatWasNeverReadIsUnknown() throws Exception {
        JsonNode notAsked = get("/v1/status-pages", 200).path("data");
        assertThat(notAsked.size()).isEqualTo(1);
        assertThat(notAsked.path(0).path("level").textValue()).isEqualTo("unknown");
        assertThat(notAsked.path(0).path("asked_at").isNull()).isTrue();

        doors.breakerRoom.pages.add(new StatusPageRow(
                FakeBreakers.PAGE.page(), "STATUSPAGE", "https://x", "OPERATIONAL", "{}", SINCE, null, SINCE, 4));
        JsonNode notRead = get("/v1/status-pages", 200).path("data");
        assertThat(notRead.size()).isEqualTo(1);
        assertThat(notRead.path(0).path("level").textValue()).isEqualTo("unknown");
        assertThat(notRead.path(0).path("age_s").isNull()).isTrue();
        assertThat(notRead.path(0).path("failures").intValue()).isEqualTo(4);
    }

    private JsonNode get(String path, int status) throws Exception {
        HttpResponse<String> response = doors.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private static void assertProblem(
            HttpResponse<String> response, int status, String slug, @Nullable String param, String message)
            throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().allValues("content-type")).containsExactly("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("type").textValue()).isEqualTo("/problems/" + slug);
        assertThat(problem.path("param").textValue()).isEqualTo(param);
        assertThat(problem.path("detail").textValue()).contains(message);
    }

    private void known(CircuitView... circuits) {
        doors.breakers.accept(view("claude", circuits));
    }

    private BreakerView view(String provider, CircuitView... circuits) {
        return new BreakerView(
                provider,
                BreakerSettings.Scope.PER_PROVIDER,
                ++version,
                SINCE.toEpochMilli(),
                List.of(circuits),
                Map.of("m", new Baseline(500, 2_000, 200, SINCE.toEpochMilli())),
                StatusLevel.PARTIAL_OUTAGE,
                0.2,
                3);
    }

    private static CircuitView circuit(CircuitId id, Phase phase, @Nullable Reason reason) {
        return new CircuitView(
                id,
                phase,
                reason,
                3,
                SINCE.toEpochMilli(),
                0.1,
                true,
                10,
                SINCE.plusSeconds(5).toEpochMilli(),
                Map.of("sum", 8.25, "a-b_c", 1.0),
                "a note");
    }
}
