package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** server, store, temporal and limits: defaults, full mapping, rejections, and the environment's overrides. */
class SettingsTest {
    private static final String HASH = "ab".repeat(32);

    private static Configuration load(String yaml, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Yaml.KEYS);
        environment.putAll(more);
        return ConfigurationLoader.parse(yaml, Yaml.BASE, environment);
    }

    @Test
    void whatIsLeftOutHasDefaults() {
        Configuration configuration = Yaml.load(Yaml.with());
        assertThat(configuration.server()).isEqualTo(new Server("127.0.0.1", 8080, List.of()));
        assertThat(configuration.store())
                .isEqualTo(new Store(
                        "jdbc:postgresql://127.0.0.1:5432/downclimb",
                        "downclimb",
                        "",
                        10,
                        Duration.ofDays(30),
                        Duration.ofDays(365)));
        assertThat(configuration.engine()).isEqualTo(new Engine("127.0.0.1:7233", "default", "downclimb", false));
        assertThat(configuration.limits())
                .isEqualTo(new Limits(
                        10_485_760,
                        4096,
                        64,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        1000,
                        32 * Runtime.getRuntime().availableProcessors(),
                        Duration.ofSeconds(30)));
        assertThat(configuration.incident()).isEqualTo(new IncidentRules(Duration.ofDays(7), false, 536_870_912));
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void emptySectionsHaveTheSameDefaults() {
        assertThat(Yaml.load(Yaml.with("server:", "store:", "temporal:", "limits: {}", "models:")))
                .isEqualTo(Yaml.load(Yaml.with()));
    }

    @Test
    void everyKeyIsMapped() {
        Configuration configuration = load(
                Yaml.with(
                        "server: {host: 0.0.0.0, port: 0, tokens: [%s, \"%s\"]}"
                                .formatted(HASH, HASH.replace('a', 'A')),
                        "store: {url: 'jdbc:postgresql://db:5433/d', user: u, password: '${PASS}', max-connections: 5, keep-contents: 48h, keep-facts: 240h}",
                        "temporal: {target: 'temporal:7233', namespace: n, task-queue: q, tls: true}",
                        "incident: {window: 24h, contents: true, max-size: 1048576}",
                        "limits: {body-bytes: 2048, messages: 9, nesting: 12, minimum-deadline: 1s500ms, header-timeout: 2s, body-timeout: 3s, streams: 7, starts: 3, stalled-reader: 7s}"),
                Map.of("PASS", "word"));
        assertThat(configuration.server()).isEqualTo(new Server("0.0.0.0", 0, List.of(HASH)));
        assertThat(configuration.store())
                .isEqualTo(new Store(
                        "jdbc:postgresql://db:5433/d", "u", "word", 5, Duration.ofDays(2), Duration.ofDays(10)));
        assertThat(configuration.engine()).isEqualTo(new Engine("temporal:7233", "n", "q", true));
        assertThat(configuration.incident()).isEqualTo(new IncidentRules(Duration.ofDays(1), true, 1_048_576));
        assertThat(configuration.limits())
                .isEqualTo(new Limits(
                        2048,
                        9,
                        12,
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        7,
                        3,
                        Duration.ofSeconds(7)));
    }

    @Test
    void aWindowThatTheStoreForgetsIsWarnedOf() {
        String store = "store: {keep-contents: 100h, keep-facts: 200h}";
        assertThat(Yaml.load(Yaml.with(store)).warnings()).isEmpty();
        assertThat(Yaml.load(Yaml.with(store, "incident: {contents: true}")).warnings())
                .containsExactly(
                        "incident.window: 168h is longer than store.keep-contents, 100h: exports that reach further back lack the prompts and answers; set store.keep-contents to 168h or more, or incident.window to 100h or less");
        assertThat(Yaml.load(Yaml.with(store, "incident: {window: 300h}")).warnings())
                .singleElement()
                .asString()
                .contains("300h is longer than store.keep-facts, 200h");
    }

    @Test
    void contentsAreNotKeptLongerThanFacts() {
        assertThat(Yaml.refusal(Yaml.with("store: {keep-contents: 480h, keep-facts: 240h}"), Map.of())
                        .getMessage())
                .contains("store.keep-facts")
                .contains("set store.keep-facts to 480h or more, or store.keep-contents to 240h or less");
        assertThat(Yaml.refusal(Yaml.with("store: {keep-contents: 10000h}"), Map.of())
                        .getMessage())
                .contains("store.keep-contents");
        assertThat(Yaml.refusal(Yaml.with("store: {keep-facts: 24h, keep-contents: 1h}"), Map.of())
                        .getMessage())
                .contains("store.keep-facts");
    }

    @Test
    void theEnvironmentOverridesTheFileWhichIsThenNotLookedAt() {
        Configuration configuration = load(
                Yaml.with(
                        "server: {host: 0.0.0.0, port: 1}",
                        "store: {url: 'jdbc:postgresql://a/b', user: u, password: '${NOT_SET}'}",
                        "temporal: {target: 'a:1', namespace: n}"),
                Map.of(
                        "DOWNCLIMB_HOST", "localhost",
                        "DOWNCLIMB_PORT", "9090",
                        "DOWNCLIMB_TOKENS", HASH + ", " + "cd".repeat(32),
                        "DOWNCLIMB_DATABASE_URL", "jdbc:postgresql://c/d",
                        "DOWNCLIMB_DATABASE_USER", "v",
                        "DOWNCLIMB_DATABASE_PASSWORD", "p${w",
                        "DOWNCLIMB_TEMPORAL_TARGET", "b:2",
                        "DOWNCLIMB_TEMPORAL_NAMESPACE", "m"));
        assertThat(configuration.server()).isEqualTo(new Server("localhost", 9090, List.of(HASH, "cd".repeat(32))));
        assertThat(configuration.store())
                .isEqualTo(
                        new Store("jdbc:postgresql://c/d", "v", "p${w", 10, Duration.ofDays(30), Duration.ofDays(365)));
        assertThat(configuration.engine()).isEqualTo(new Engine("b:2", "m", "downclimb", false));
    }

    @Test
    void thePasswordMayComeFromAFile() {
        assertThat(load(Yaml.with("store: {password: 'file:secret.txt'}"), Map.of())
                        .store()
                        .password())
                .isEqualTo("from-a-file");
        assertThat(load(Yaml.with(), Map.of("DOWNCLIMB_DATABASE_PASSWORD_FILE", "secret.txt"))
                        .store()
                        .password())
                .isEqualTo("from-a-file");
    }

    @Test
    void blankVariablesAreAsGoodAsNone() {
        assertThat(load(Yaml.with(), Map.of("DOWNCLIMB_PORT", " ", "DOWNCLIMB_TOKENS", "")))
                .isEqualTo(Yaml.load(Yaml.with()));
    }

    static Stream<Yaml.Wrong> wrong() {
        return Stream.of(
                settings("server: {port: 80a}", "server.port", "80a", "not a whole number", "from 0 to 65535"),
                settings("server: {port: 70000}", "server.port", "70000", "out of range", "from 0 to 65535"),
                settings("server: {port: }", "server.port", null, "no value", "leave the key out"),
                settings("server: {port: [1]}", "server.port", "a list", "single value", "one value"),
                settings("server: {host: a b}", "server.host", "a b", "not a host", "127.0.0.1"),
                settings("server: {host: 0.0.0.0}", "server.host", "0.0.0.0", "no tokens", "sha256sum"),
                settings(
                        "server: {tokens: [letmein]}",
                        "server.tokens[0]",
                        null,
                        "64 hex",
                        "printf %s TOKEN | sha256sum"),
                settings("server: {tokens: letmein}", "server.tokens", "a single value", "a list", "[a, b]"),
                settings("server: 8080", "server", "a single value", "a mapping", "key: value"),
                settings("store: {url: 'mysql://a/b'}", "store.url", "mysql://a/b", "JDBC URL", "jdbc:postgresql://"),
                settings("store: {url: 'jdbc:postgresql://u:pw@h/d'}", "store.url", null, "password", "store.password"),
                settings(
                        "store: {url: 'jdbc:postgresql://h/d?password=x'}",
                        "store.url",
                        null,
                        "password",
                        "store.user"),
                settings("store: {password: hunter2}", "store.password", null, "holds a secret itself", "${NAME}"),
                settings("store: {password: '${PW:x}'}", "store.password", null, "a default for PW", "${PW}"),
                settings("store: {password: '${PW}'}", "store.password", null, "PW, which is not set", "set PW"),
                settings("store: {password: 'file:gone'}", "store.password", "file:gone", "cannot be read", "readable"),
                settings("store: {max-connections: 0}", "store.max-connections", "0", "out of range", "from 1 to"),
                settings("store: {username: u}", "store.username", null, "not a known key", "did you mean user?"),
                settings("temporal: {target: host}", "temporal.target", "host", "not host:port", "127.0.0.1:7233"),
                settings("temporal: {namespace: a b}", "temporal.namespace", "a b", "not a name", "without spaces"),
                settings(
                        "temporal: {taskQueue: q}",
                        "temporal.taskQueue",
                        null,
                        "known key",
                        "did you mean task-queue?"),
                settings("temporal: {tls: maybe}", "temporal.tls", "maybe", "not one of", "true"),
                settings("limits: {body-bytes: 10MiB}", "limits.body-bytes", "10MiB", "whole number", "without unit"),
                settings("limits: {nesting: 4}", "limits.nesting", "4", "out of range", "from 8 to 500"),
                settings("limits: {streams: 0}", "limits.streams", "0", "out of range", "from 1"),
                settings("limits: {header-timeout: 5ms}", "limits.header-timeout", "5ms", "out of range", "from 100ms"),
                settings("limits: {body-timeout: 1h}", "limits.body-timeout", "1h", "out of range", "up to 10m"),
                settings("limits: {messages: -1}", "limits.messages", "-1", "not a whole number", "from 1"),
                settings("incident: {window: 7d}", "incident.window", "7d", "not a duration", "24h"),
                settings("incident: {contents: yes}", "incident.contents", "yes", "not one of", "true"),
                settings("incident: {max-size: 512MB}", "incident.max-size", "512MB", "whole number", "without unit"),
                settings("incident: {max-size: 1000}", "incident.max-size", "1000", "out of range", "from 1048576"),
                settings(
                        "limits: {minimum-deadline: 100}",
                        "limits.minimum-deadline",
                        "100",
                        "no unit",
                        "100s or 100ms"),
                settings("sever: {}", "sever", null, "not a known key", "did you mean server?"));
    }

    private static Yaml.Wrong settings(
            String line, String key, @org.jspecify.annotations.Nullable String value, String problem, String fix) {
        return new Yaml.Wrong(Yaml.with(line + " " + Yaml.HERE), key, value, problem, fix);
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Yaml.Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }

    static Stream<Yaml.Wrong> wrongVariables() {
        return Stream.of(
                new Yaml.Wrong("x", "DOWNCLIMB_PORT", "http", "not a whole number", "from 0"),
                new Yaml.Wrong("::", "DOWNCLIMB_HOST", "::", "no tokens", "sha256sum"),
                new Yaml.Wrong("t", "DOWNCLIMB_TOKENS", null, "64 hex", "sha256sum"),
                new Yaml.Wrong("u", "DOWNCLIMB_DATABASE_URL", "db", "JDBC URL", "jdbc:postgresql"),
                new Yaml.Wrong("f", "DOWNCLIMB_DATABASE_PASSWORD_FILE", "gone", "cannot be read", "readable"),
                new Yaml.Wrong("e", "DOWNCLIMB_TEMPORAL_TARGET", "7233", "not host:port", "127.0.0.1:7233"));
    }

    @ParameterizedTest
    @MethodSource
    void wrongVariables(Yaml.Wrong wrong) {
        Map<String, String> environment = new HashMap<>(Yaml.KEYS);
        String found = wrong.value();
        environment.put(wrong.key(), found == null ? "letmein" : found);
        new Yaml.Wrong(Yaml.with(), wrong.key(), found, wrong.problem(), wrong.fix())
                .isToldWithKeyLineValueAndFix(environment);
    }

    @Test
    void aPasswordFromBothAVariableAndAFileIsRefused() {
        Map<String, String> environment = new HashMap<>(Yaml.KEYS);
        environment.put("DOWNCLIMB_DATABASE_PASSWORD", "a");
        environment.put("DOWNCLIMB_DATABASE_PASSWORD_FILE", "secret.txt");
        new Yaml.Wrong(
                        Yaml.with(),
                        "DOWNCLIMB_DATABASE_PASSWORD_FILE",
                        null,
                        "DOWNCLIMB_DATABASE_PASSWORD too",
                        "one of the two")
                .isToldWithKeyLineValueAndFix(environment);
    }
}
