package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.api.config.Yaml.Wrong;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file as a whole: bad YAML, several mistakes together, and no secret in any message. */
class FileTest {
    @ParameterizedTest
    @MethodSource
    void badYaml(Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }

    static Stream<Wrong> badYaml() {
        return Stream.of(
                new Wrong("", "(file)", null, "is empty", "sample"),
                new Wrong("a: [1\nb: 2 # here", "(file)", null, "is not valid YAML", "near this line"),
                new Wrong("just words # here", "(file)", "a single value", "should be a mapping", "key: value"),
                new Wrong(Yaml.with("server: *secret # here"), "(file)", null, "anchor that is not there", "near"),
                new Wrong(Yaml.with("server: !secret x # here"), "(file)", null, "has a tag", "quote"),
                new Wrong(Yaml.with("store: !!java.net.URL [x] # here"), "(file)", null, "begins a tag", "near"),
                new Wrong(Yaml.with("a: 1", "--- # here", "b: 2"), "(file)", null, "more than one document", "near"),
                new Wrong(
                        Yaml.with("server: {port: 1}", "server: {port: 2} # here"),
                        "server",
                        null,
                        "is here twice, first in line 11",
                        "keep one"),
                new Wrong(Yaml.with("server: {port: 1, port: 2} # here"), "server.port", null, "twice", "keep one"),
                new Wrong(Yaml.with("server: {[a]: 1} # here"), "server", null, "a list or a mapping", "plain word"),
                new Wrong(
                        Yaml.with("limits: &l {messages: 5}", "server: {<<: *l} # here"),
                        "server.<<",
                        null,
                        "not a known key",
                        "repeat the keys"));
    }

    @Test
    void deepAndRepetitiveFilesAreRefusedQuickly() {
        assertThat(Yaml.mistakes("a: " + "[".repeat(5000))).hasSize(1);
        StringBuilder laughs = new StringBuilder("a: &a [x, x]\n");
        for (char name = 'b'; name < 'z'; name++) {
            laughs.append("%s: &%s [*%s, *%s, *%s]\n".formatted(name, name, name - 1, name - 1, name - 1));
        }
        assertThat(Yaml.mistakes(laughs.toString())).isNotEmpty();
        assertThat(Yaml.mistakes(Yaml.with("server: &s {port: *s}"))).isNotEmpty();
        assertThat(Yaml.mistakes("# " + "x".repeat(2_000_000))).hasSize(1);
    }

    @Test
    void allMistakesAreToldTogetherInTheOrderOfTheFile() {
        String yaml = """
                server: {port: 80a}
                providers:
                  one: {api: openai-chat, keys: [literal], color: red}
                routes:
                  r:
                    deadline: 20
                    ladder:
                      - {tier: primary, provider: oen, model: m, budget: 8, retries: -1}
                      - {tier: canned, txt: Later.}
                store: {url: nowhere}
                """;
        ConfigurationException refusal = Yaml.refusal(yaml, Map.of());
        assertThat(refusal.mistakes())
                .extracting(mistake -> mistake.line() + " " + mistake.key())
                .containsExactly(
                        "1 server.port",
                        "3 providers.one.color",
                        "3 providers.one.keys[0]",
                        "6 routes.r.deadline",
                        "8 routes.r.ladder[0].provider",
                        "8 routes.r.ladder[0].budget",
                        "8 routes.r.ladder[0].retries",
                        "9 routes.r.ladder[1].txt",
                        "10 store.url");
        assertThat(refusal.getMessage())
                .startsWith("The configuration has 9 mistakes:")
                .contains(
                        "line 8: routes.r.ladder[0].budget: \"8\" has no unit",
                        "fix: give a unit: 8s or 8ms",
                        "\"oen\" is not a provider; known: one");
        assertThat(refusal.getMessage()).hasLineCount(1 + 2 * 9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers: {one: {api: openai-chat, keys: [hunter2secret]}}",
                "providers: {one: {api: openai-chat, keys: hunter2secret}}",
                "providers: {one: {api: openai-chat, keys: {hunter: hunter2secret}}}",
                "providers: {one: {api: openai-chat, keys: ['${NAME:hunter2secret}']}}",
                "providers: {one: {api: openai-chat, keys: ['Bearer ${SECRET}'], api-key: hunter2secret}}",
                "providers: {one: {api: openai-chat, keys: ['${SECRET}'], base-url: 'https://u:hunter2secret@h'}}",
                "providers: {one: {api: openai-chat, keys: ['${SECRET}'], base-url: '${SECRET}'}}",
                "providers: {one: {api: sk-hunter2secret, keys: ['${LINES}']}}",
                "store: {password: hunter2secret}",
                "store: {password: *hunter2secret }",
                "store: {password: !hunter2secret x}",
                "store: {password: !hunter2secret!x y}",
                "store: {password: @hunter2secret}",
                "store: {password: !!hunter2secret x}",
                "store: {password: !<hunter2secret> x}",
                "store: {password: &hunter2secret }",
                "store: {password: %hunter2secret}",
                "store: {password: `hunter2secret}",
                "store: {password: \"\\hunter2secret\"}",
                "store: {password: |hunter2secret}",
                "store: {url: 'jdbc:postgresql://h/d?password=hunter2secret'}",
                "store: hunter2secret",
                "server: {tokens: [hunter2secret]}",
                "server: {tokens: hunter2secret}",
                "server: {token: hunter2secret, port: '${SECRET}'}"
            })
    void noMessageShowsASecret(String yaml) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SECRET", "hunter2secret");
        environment.put("LINES", "hunter2secret\nhunter2secret");
        environment.put("DOWNCLIMB_TOKENS", "hunter2secret");
        environment.put("DOWNCLIMB_DATABASE_PASSWORD_FILE", "secret.txt");
        ConfigurationException refusal = Yaml.refusal(yaml, environment);
        assertThat(refusal.getMessage()).doesNotContain("hunter2secret").doesNotContain("from-a-file");
        assertThat(refusal.mistakes().toString()).doesNotContain("hunter2secret");
    }

    @Test
    void loadedConfigurationsDoNotPrintTheirSecrets() {
        String yaml = Yaml.with("store: {password: '${KEY_ONE}'}");
        assertThat(Yaml.load(yaml).toString()).doesNotContain("secret-1").doesNotContain("secret-2");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ConfigurationLoader.load(Path.of("gone.yaml"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("gone.yaml")
                .hasMessageContaining("name a file that exists");
    }

    @Test
    void aByteOrderMarkIsNoMistake() {
        assertThat(Yaml.load("\uFEFF" + Yaml.with())).isEqualTo(Yaml.load(Yaml.with()));
        assertThat(List.of(Yaml.load(Yaml.with().replace("\n", "\r\n")))).containsExactly(Yaml.load(Yaml.with()));
    }
}
