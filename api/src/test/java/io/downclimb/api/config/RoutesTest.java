package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.policy.Overload;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Price;
import io.downclimb.workflows.policy.PromptVersion;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.StatusShift;
import io.downclimb.workflows.policy.Validator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Routes and their ladders: defaults and full mapping. */
class RoutesTest {
    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static String file(String name) throws IOException {
        return Files.readString(Yaml.BASE.resolve(name));
    }

    @Test
    void whatIsLeftOutHasDefaults() {
        Rung.Model primary = new Rung.Model(
                "primary", "one", "m", seconds(8), null, seconds(10), 2, null, List.of(), null, null, null, 4096, null);
        Rung.Model secondary = new Rung.Model(
                "secondary",
                "two",
                "n",
                seconds(6),
                null,
                seconds(10),
                2,
                null,
                List.of(),
                null,
                null,
                null,
                4096,
                null);
        Rung.Canned canned = new Rung.Canned("canned", Texts.hash("Later."));
        assertThat(Yaml.route(Yaml.with()).policy())
                .isEqualTo(new Policy(
                        "r",
                        seconds(20),
                        Duration.ofMillis(250),
                        List.of(primary, secondary, canned),
                        StatusShift.DEFAULT,
                        null));
    }

    @Test
    void everyKeyIsMapped() throws IOException {
        Route route = Yaml.route("""
                providers:
                  one: {api: anthropic-messages, keys: ["${KEY_ONE}"]}
                models:
                  one/a/b-1: {window: 200000, price: {input: 3.00, output: 15}}
                routes:
                  r:
                    deadline: 1m30s
                    reserve: 500ms
                    idle: 7s
                    when-set: KEY_ONE
                    ladder:
                      - {tier: cache, ttl: 10m, stale: 24h}
                      - tier: best-of-all
                        provider: one
                        model: a/b-1
                        budget: 8s
                        complete-within: 40s
                        retries: 0
                        prompt: wrapped.md
                        prompt-placement: instead
                        validate:
                          - non-empty
                          - finish-reason: [stop, tool_calls]
                          - max-length: 4000
                          - regex: '^\\w+[$${x}]$'
                          - json-schema: schema.json
                        quality: 0.70
                        notice: "a ${WORD:backup} model"
                        max-tokens: 100
                      - {tier: other, provider: one, model: c, budget: 6s, idle: 3s, prompt: prompt.md}
                      - {tier: canned, file: canned.txt}
                """);
        Rung.Model best = new Rung.Model(
                "best-of-all",
                "one",
                "a/b-1",
                seconds(8),
                seconds(40),
                seconds(7),
                0,
                new PromptVersion(Texts.hash(file("wrapped.md")), PromptVersion.Placement.INSTEAD),
                List.of(
                        new Validator.NonEmpty(),
                        new Validator.FinishReason(List.of("stop", "tool_calls")),
                        new Validator.MaxLength(4000),
                        new Validator.Matches("^\\w+[${x}]$"),
                        new Validator.JsonSchema(Texts.hash(file("schema.json")))),
                0.7,
                "a backup model",
                200_000L,
                100,
                new Price(new BigDecimal("3"), new BigDecimal("15")));
        PromptVersion prompt = new PromptVersion(Texts.hash(file("prompt.md")), PromptVersion.Placement.BEFORE);
        Rung.Model other = new Rung.Model(
                "other", "one", "c", seconds(6), null, seconds(3), 2, prompt, List.of(), null, null, null, 4096, null);
        assertThat(route.policy())
                .isEqualTo(new Policy(
                        "r",
                        seconds(90),
                        Duration.ofMillis(500),
                        List.of(
                                new Rung.Cache("cache", Duration.ofMinutes(10), Duration.ofHours(24)),
                                best,
                                other,
                                new Rung.Canned("canned", Texts.hash(file("canned.txt")))),
                        StatusShift.DEFAULT,
                        null));
        assertThat(route.texts().values())
                .containsExactlyInAnyOrder(
                        file("wrapped.md"), file("schema.json"), file("prompt.md"), file("canned.txt"));
        assertThat(route.texts())
                .allSatisfy((hash, text) ->
                        assertThat(Texts.hash(text)).isEqualTo(hash).matches("[0-9a-f]{64}"));
        assertThat(route.hash()).isEqualTo(PolicyJson.hash(route.policy()));
    }

    @Test
    void streamsLeaveWholeUnlessTheRouteIsLive() {
        Route usual = Yaml.route(Yaml.with());
        assertThat(usual.policy().streamsLive()).isFalse();
        assertThat(usual.keepAlive()).isEqualTo(seconds(10));
        Route said = Yaml.route(Yaml.withRoute("deadline: 20s", "streaming: committed"));
        assertThat(said.hash()).isEqualTo(usual.hash());
        Route live = Yaml.route(Yaml.withRoute("deadline: 20s", "streaming: live", "keep-alive: 3s"));
        assertThat(live.policy().streamsLive()).isTrue();
        assertThat(live.keepAlive()).isEqualTo(seconds(3));
        assertThat(live.hash()).isNotEqualTo(usual.hash());
    }

    @Test
    void anOverloadedNodeRefusesUnlessTheRouteWouldRatherAnswer() {
        Route usual = Yaml.route(Yaml.with());
        assertThat(usual.policy().overload()).isNull();
        Route said = Yaml.route(Yaml.withRoute("deadline: 20s", "overload: refuse"));
        assertThat(said.hash()).isEqualTo(usual.hash());
        Route answers = Yaml.route(Yaml.withRoute("deadline: 20s", "overload: last-rung"));
        assertThat(answers.policy().overload()).isEqualTo(Overload.LAST_RUNG);
        assertThat(PolicyJson.read(PolicyJson.write(answers.policy()))).isEqualTo(answers.policy());
    }

    @Test
    void aCacheIsAskedByTheWorkflowUnlessTheRungSaysAtTheDoor() {
        assertThat(cache("{tier: cache, ttl: 10m}").answersAtDoor()).isFalse();
        assertThat(cache("{tier: cache, ttl: 10m, at-door: false}")).isEqualTo(cache("{tier: cache, ttl: 10m}"));
        assertThat(cache("{tier: cache, ttl: 10m, at-door: true}").answersAtDoor())
                .isTrue();
    }

    private static Rung.Cache cache(String rung) {
        Route route = Yaml.route(Yaml.withLadder("- " + rung, Yaml.PRIMARY, Yaml.SECONDARY, Yaml.CANNED));
        return (Rung.Cache) route.policy().ladder().getFirst();
    }

    @Test
    void routesKeepTheOrderOfTheFile() {
        String yaml = Yaml.with() + routeNamed("zebra") + routeNamed("apple") + routeNamed("gpt-4.1");
        assertThat(Yaml.load(yaml).routes().keySet()).containsExactly("r", "zebra", "apple", "gpt-4.1");
    }

    private static String routeNamed(String name) {
        return "  %s:\n    deadline: 20s\n    ladder:\n      %s\n".formatted(name, Yaml.PRIMARY);
    }

    @Test
    void anAnchorMayStandForAWholeValue() {
        String yaml = Yaml.PROVIDERS
                + "routes:\n  r: &r\n    deadline: 20s\n    ladder: ["
                + Yaml.PRIMARY.substring(2) + "]\n  s: *r\n";
        Configuration configuration = Yaml.load(yaml);
        assertThat(configuration.routes()).containsOnlyKeys("r", "s");
    }

    @Test
    void theVersionChangesWithTheTextOfAPromptAndNotWithTheOrderOfKeys() {
        String hash =
                Yaml.route(Yaml.withRungKeys("prompt: prompt.md", "retries: 1")).hash();
        assertThat(Yaml.route(Yaml.withRungKeys("retries: 1", "prompt: prompt.md"))
                        .hash())
                .isEqualTo(hash);
        assertThat(Yaml.route(Yaml.withRungKeys("retries: 1", "prompt: wrapped.md"))
                        .hash())
                .isNotEqualTo(hash);
    }
}
