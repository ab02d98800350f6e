package io.downclimb.api.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.embedded.SharedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records that a real PostgreSQL holds, sorted to the detectors that would have heard them. */
class CalibrateIT {
    @TempDir
    static Path folder;

    private static String url;
    private static Path configuration;

    @BeforeAll
    static void fill() throws SQLException, IOException {
        url = SharedStack.newDatabase();
        String user = SharedStack.postgres().username();
        String password = SharedStack.postgres().password();
        Flyway.configure().dataSource(url, user, password).load().migrate();
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into policies (hash, route, document) values ('p', 'support-answer', '{}')");
            // A request and an attempt every second for two hours, ending a minute ago; ids that tell the second.
            statement.execute("""
                    insert into requests (id, tenant, route, policy_hash, body_hash, workflow_id, received_at, deadline_at, share)
                    select lpad(n::text, 32, '0')::uuid, 'default', 'support-answer', 'p', 'b', 'w' || n,
                           now() - interval '7260 s' + n * interval '1 s', now(), 1
                    from generate_series(0, 7199) n""");
            // Of each hundred: an overload, a rejected answer, a rate limit, a refusal, a call not sent, two lost
            // workers, a malformed answer.
            statement.execute("""
                    insert into attempts (request_id, number, rung, tier, provider, model, sent_at, outcome, error_class, detail)
                    select r.id, 1, 0, 'primary', 'claude', 'large', r.received_at,
                           case n % 100 when 3 then 'refused' when 0 then 'failed' when 1 then 'failed' when 2 then 'failed'
                             when 4 then 'failed' when 5 then 'failed' when 6 then 'failed' when 7 then 'failed' else 'whole' end,
                           case n % 100 when 0 then 'OVERLOADED' when 1 then 'REJECTED' when 2 then 'RATE_LIMITED' when 4 then 'SILENT'
                             when 5 then 'LOST_WORKER' when 6 then 'LOST_WORKER' when 7 then 'MALFORMED' end,
                           case n % 100 when 1 then 'max-length' when 4 then 'not-sent' end
                    from generate_series(0, 7199) n join requests r on r.id = lpad(n::text, 32, '0')::uuid""");
            // Long ago: out of the window.
            statement.execute(
                    "update attempts set sent_at = now() - interval '20 days', error_class = 'CUT', outcome = 'failed'"
                            + " where request_id = lpad('7199', 32, '0')::uuid");
            // One judged answer in ten, of an old version and of the present one; some without score or not counted.
            statement.execute("""
                    insert into judgements (request_id, attempt, judged_at, route, tier, rung_version, provider, model, judge_version,
                        judge_provider, judge_model, rubric, score, missing, counted, total_ms)
                    select r.id, 1, r.received_at + interval '2 s', 'support-answer', 'primary',
                           case when n < 3600 then 'old' else 'new' end, 'claude', 'large', 'j', 'openai', 'm', 'r',
                           case when n % 70 = 0 then null when n < 3600 then 0.2 when n % 50 = 0 then 0.5 when n % 20 = 0 then 0.75 else 1 end,
                           case when n % 70 = 0 then 'failed' end, n % 110 <> 0, 900
                    from generate_series(0, 7199, 10) n join requests r on r.id = lpad(n::text, 32, '0')::uuid""");
        }
        configuration = Files.writeString(folder.resolve("downclimb.yaml"), """
                providers:
                  claude: {api: anthropic-messages, keys: ["${A_KEY}"]}
                routes:
                  support-answer:
                    deadline: 20s
                    ladder:
                      - {tier: primary, provider: claude, model: large, budget: 8s, quality: 0.70}
                """);
    }

    @Test
    void sortsAttemptsToErrorsAndValidators() throws IOException {
        JsonNode report = report("--days", "2");

        JsonNode errors = detector(report, "errors");
        assertThat(errors.path("provider").asText()).isEqualTo("claude");
        // 72 hundreds less the one that is out of the window: 72 overloads; 71 or 72 malformed answers make 18 bad
        // calls.
        assertThat(errors.at("/classes/OVERLOADED").asInt()).isEqualTo(72);
        assertThat(errors.at("/classes/MALFORMED").asInt()).isEqualTo(72);
        assertThat(errors.path("no_news").asInt()).isEqualTo(4 * 72);
        assertThat(errors.path("calls").asInt()).isEqualTo(7_199 - 4 * 72 - 72 + 18);
        assertThat(errors.path("healthy_share").asDouble()).isBetween(0.0125, 0.0135);
        assertThat(errors.path("per_second").asDouble()).isBetween(0.6, 1.0);
        assertThat(errors.at("/settings/1/present").asBoolean()).isTrue();
        assertThat(errors.at("/settings/1/setting").asText())
                .isEqualTo("{detector: cusum, healthy: 0.02, sick: 0.15, threshold: 8}");

        JsonNode validators = detector(report, "validators");
        assertThat(validators.path("route").asText()).isEqualTo("support-answer");
        assertThat(validators.path("tier").asText()).isEqualTo("primary");
        assertThat(validators.at("/classes/max-length").asInt()).isEqualTo(72);
        assertThat(validators.path("calls").asInt()).isEqualTo(92 * 72 - 1 + 72);
    }

    @Test
    void takesScoresOfTheNewestVersionThatWereHeard() throws IOException {
        JsonNode quality = detector(report("--days", "2"), "quality");

        assertThat(quality.path("versions").asText()).isEqualTo("rung new, judge j");
        assertThat(quality.path("bar").asDouble()).isEqualTo(0.70);
        int scored = 0;
        for (int n = 3_600; n < 7_200; n += 10) {
            scored += n % 70 != 0 && n % 110 != 0 ? 1 : 0;
        }
        assertThat(quality.path("scores").asInt()).isEqualTo(scored);
        assertThat(quality.path("healthy_mean").asDouble()).isBetween(0.8, 0.9);
        assertThat(quality.path("proposal").path("setting").asText()).startsWith("{detector: cusum, margin: ");
    }

    @Test
    void anOtherProviderOrRouteHasNoRecords() {
        Ran ran = run("--provider", "openai");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("There are no calls and no scores");
        assertThat(ran.err()).contains("--since 30d");
        assertThat(run("--route", "other").exit()).isEqualTo(1);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsToldWithoutThePassword() {
        Ran ran = Ran.calibrate(Map.of(
                "DOWNCLIMB_CONFIG", configuration.toString(),
                "A_KEY", "sk-secret",
                "DOWNCLIMB_DATABASE_URL", url.replaceAll("(test_[0-9a-f]+)", "missing_$1"),
                "DOWNCLIMB_DATABASE_USER", SharedStack.postgres().username(),
                "DOWNCLIMB_DATABASE_PASSWORD", "a-password"));

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("cannot be read", "fix: check store.url").doesNotContain("a-password");
    }

    private static JsonNode report(String... arguments) throws IOException {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        Ran ran = run(all);
        assertThat(ran.exit()).as(ran.err()).isZero();
        return new ObjectMapper().readTree(ran.out());
    }

    private static Ran run(String... arguments) {
        return Ran.calibrate(
                Map.of(
                        "DOWNCLIMB_CONFIG", configuration.toString(),
                        "A_KEY", "sk-secret",
                        "DOWNCLIMB_DATABASE_URL", url,
                        "DOWNCLIMB_DATABASE_USER", SharedStack.postgres().username(),
                        "DOWNCLIMB_DATABASE_PASSWORD", SharedStack.postgres().password()),
                arguments);
    }

    private static JsonNode detector(JsonNode report, String name) {
        return StreamSupport.stream(report.path("detectors").spliterator(), false)
                .filter(one -> one.path("detector").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + report));
    }
}
