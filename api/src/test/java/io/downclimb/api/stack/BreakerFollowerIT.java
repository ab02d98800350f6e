package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.breaker.BreakerMemory;
import io.downclimb.activities.breaker.BreakerViews;
import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Decided;
import io.downclimb.workflows.breaker.LatencyHistogram;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import io.downclimb.workflows.breaker.Transition;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes over one Postgres follow what is written of breakers, whatever becomes of their connections. */
class BreakerFollowerIT {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration AFTER_AN_OUTAGE = Duration.ofSeconds(20);
    private static final CircuitId HEALTH = new CircuitId.Health(null);
    private static final CircuitId QUALITY = new CircuitId.Quality("support", "primary", "0123456789ab");
    private static final String LISTENERS =
            "from pg_stat_activity where datname = current_database() and application_name = 'downclimb downclimb_breakers'";

    private static Simulator simulator;
    private static Configuration configuration;
    private static Records records;
    private static Node one;
    private static Stack other;

    @BeforeAll
    static void start() {
        String database = SharedStack.newDatabase();
        simulator = Simulator.start(0);
        configuration = Stack.configuration("""
                support:
                  deadline: 6s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 4s}
                """, database, SharedStack.postgres(), SharedStack.temporal(), simulator);
        records = new Records(database);
        one = Node.start(configuration);
        other = Stack.of(simulator, Node.start(configuration));
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void whatOneNodeWritesTheOtherKnowsWithinTwoSeconds() {
        String provider = provider();
        for (long version = 1; version <= 8; version++) {
            keep(provider, version);
            assertThat(views(one).of(provider).version()).isEqualTo(version);
            seen(provider, version, SOON);
        }
    }

    @Test
    void aLostConnectionIsMadeAgainAndNothingIsMissed() {
        String provider = provider();
        keep(provider, 1);
        seen(provider, 1, SOON);
        Patiently.await(AFTER_AN_OUTAGE, BreakerFollowerIT::listeners, two -> two == 2);

        assertThat(records.texts("select pg_terminate_backend(pid) " + LISTENERS))
                .hasSize(2);
        keep(provider, 2);
        seen(provider, 2, AFTER_AN_OUTAGE);

        Patiently.await(AFTER_AN_OUTAGE, BreakerFollowerIT::listeners, two -> two == 2);
        keep(provider, 3);
        seen(provider, 3, AFTER_AN_OUTAGE);
    }

    @Test
    void noNodeGoesBackToAnOlderVersion() {
        String provider = provider();
        keep(provider, 10);
        seen(provider, 10, SOON);

        keep(provider, 9);
        assertThat(records.count("select version from breakers where provider = ?", provider))
                .isEqualTo(10);
        assertThat(records.texts(
                        "update breakers set view = replace(view, '\"version\":10', '\"version\":8') where provider = ?"
                                + " returning view",
                        provider))
                .singleElement()
                .asString()
                .contains("\"version\":8,");
        records.texts("select pg_notify('downclimb_breakers', ?)::text", provider);
        // Told in order: who knows of the later news has heard the earlier.
        String later = provider();
        keep(later, 1);
        seen(later, 1, SOON);

        assertThat(views(other.node()).of(provider).version()).isEqualTo(10);
    }

    @Test
    void aNodeKnowsAllBreakersBeforeItsDoorsOpen() {
        String provider = provider();
        keep(provider, 1);
        try (Node late = Node.start(configuration)) {
            assertThat(views(late).of(provider).version()).isEqualTo(1);
        }
    }

    @Test
    void whatWasKeptIsRecalledOnAnotherNodeAsItWas() {
        String provider = provider();
        Decided decided = decided(provider, 4);
        memory(one).keepBreaker(decided);

        assertThat(memory(other.node()).recallBreaker(provider)).isEqualTo(decided.state());
        seen(provider, 4, SOON);
        assertThat(views(other.node()).of(provider)).isEqualTo(decided.view());
        assertThat(memory(one).recallBreaker(provider())).isNull();
    }

    @Test
    void aStateOfAnotherFormatIsForgottenButForItsVersion() {
        String provider = provider();
        keep(provider, 7);
        records.texts(
                "update breakers set state = '{\"circuits\":\"none\"}', view = '[]' where provider = ?"
                        + " returning pg_notify('downclimb_breakers', provider)::text",
                provider);

        BreakerState anew = memory(one).recallBreaker(provider);

        assertThat(anew).isNotNull();
        assertThat(anew.version()).isEqualTo(7);
        assertThat(anew.circuits()).isEmpty();
        keep(provider, 8);
        seen(provider, 8, SOON);
    }

    @Test
    void fieldsOfANewerVersionArePassedOver() {
        String provider = provider();
        keep(provider, 1);
        records.texts(
                "update breakers set state = replace(state, '\"version\":1', '\"later\":{\"a\":1},\"version\":1')"
                        + " where provider = ? returning provider",
                provider);

        assertThat(memory(one).recallBreaker(provider))
                .isEqualTo(decided(provider, 1).state());
    }

    @Test
    void theDoorShowsWhatWasKept() {
        String provider = provider();
        memory(one).keepBreaker(decided(provider, 1));
        seen(provider, 1, SOON);

        Stack.Answer answer = other.get("/v1/breakers/" + provider);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().path("state").textValue()).isEqualTo("open");
        assertThat(answer.json().at("/windows/health/0/bad").longValue()).isEqualTo(5);
        assertThat(answer.json().at("/windows/health/0/rate_limited").longValue())
                .isEqualTo(7);
        assertThat(answer.json().path("windows").path("health").size()).isEqualTo(1);
        assertThat(answer.json()
                        .path("windows")
                        .path(QUALITY.text())
                        .path(0)
                        .path("score_mean")
                        .doubleValue())
                .isEqualTo(0.5);
        assertThat(answer.json().at("/transitions/0/cause").textValue()).isEqualTo("errors");
        assertThat(answer.json().at("/transitions/0/numbers/sum").doubleValue()).isEqualTo(8.5);
        assertThat(answer.json().at("/baselines/m/p95_ms").longValue()).isEqualTo(500);
        assertThat(other.get("/v1/breakers").json().path("data").findValuesAsText("provider"))
                .contains(provider)
                .doesNotContain("first"); // which no breaker watches
        assertThat(other.get("/v1/status-pages").status()).isEqualTo(200);
    }

    private static void keep(String provider, long version) {
        memory(one).keepBreaker(decided(provider, version));
    }

    private static void seen(String provider, long version, Duration within) {
        Patiently.await(within, () -> views(other.node()).of(provider).version(), seen -> seen == version);
    }

    private static long listeners() {
        return records.count("select count(*) " + LISTENERS);
    }

    private static BreakerMemory memory(Node node) {
        return node.context().getBean(BreakerMemory.class);
    }

    private static BreakerViews views(Node node) {
        return node.context().getBean(BreakerViews.class);
    }

    private static String provider() {
        return "provider-" + UUID.randomUUID();
    }

    private static Decided decided(String provider, long version) {
        long now = System.currentTimeMillis();
        long from = now - now % Decided.Bucket.WIDTH_MS;
        Map<String, Baseline> baselines = Map.of("m", new Baseline(500, 2_000, 200, 1_700_000_000_000L));
        BreakerState state = new BreakerState(
                provider,
                version,
                BreakerSettings.DEFAULT,
                List.of(),
                Map.of("m", LatencyHistogram.EMPTY.plus(100).plus(900)),
                baselines,
                new StatusNews(StatusLevel.DEGRADED, 1, 2),
                Map.of("node-1", new BreakerState.Heard(7, 1_700_000_000_000L)),
                0);
        CircuitView open = new CircuitView(
                HEALTH, Phase.OPEN, Reason.ERRORS, 1, now, 0, false, 1, now + 5_000, Map.of("sum", 8.5), null);
        BreakerView view = new BreakerView(
                provider,
                BreakerSettings.Scope.PER_PROVIDER,
                version,
                now,
                List.of(open),
                baselines,
                StatusLevel.DEGRADED,
                0.2,
                3);
        Transition transition = new Transition(
                HEALTH,
                now,
                Phase.CLOSED,
                Phase.OPEN,
                Reason.ERRORS,
                version,
                "errors",
                Map.of("sum", 8.5),
                null,
                null);
        List<Decided.Bucket> buckets = List.of(
                new Decided.Bucket(HEALTH, from, Map.of("bad", 4L), 0),
                new Decided.Bucket(HEALTH, from, Map.of("good", 1L, "bad", 5L, "rate-limited", 7L), 0),
                new Decided.Bucket(QUALITY, from, Map.of("good", 3L, "scores", 2L), 1));
        return new Decided(state, view, List.of(transition), buckets);
    }
}
