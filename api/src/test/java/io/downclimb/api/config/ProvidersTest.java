package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.provider.Api;
import io.downclimb.activities.provider.Provider;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProvidersTest {
    private static final String ROUTES =
            Yaml.withLadder(Yaml.PRIMARY, Yaml.SECONDARY, Yaml.CANNED).substring(Yaml.PROVIDERS.length());

    private static String with(String provider) {
        return Yaml.PROVIDERS + "  three: " + provider + "\n" + ROUTES;
    }

    private static @Nullable Provider three(String provider, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Yaml.KEYS);
        environment.putAll(more);
        return ConfigurationLoader.parse(with(provider), Yaml.BASE, environment)
                .providers()
                .get("three");
    }

    @Test
    void theBaseUrlIsTheProvidersOwnUnlessTheFileNamesOne() {
        assertThat(Yaml.load(Yaml.with()).providers())
                .containsExactly(
                        Map.entry(
                                "one",
                                new Provider(
                                        "one",
                                        Api.ANTHROPIC_MESSAGES,
                                        URI.create("https://api.anthropic.com"),
                                        List.of("secret-1"))),
                        Map.entry(
                                "two",
                                new Provider(
                                        "two",
                                        Api.OPENAI_CHAT,
                                        URI.create("https://api.openai.com/v1"),
                                        List.of("secret-2"))));
    }

    @Test
    void geminiIsAtGooglesOwnAddress() {
        assertThat(three("{api: gemini, keys: ['${KEY_ONE}']}", Map.of()))
                .isEqualTo(new Provider(
                        "three",
                        Api.GEMINI,
                        URI.create("https://generativelanguage.googleapis.com"),
                        List.of("secret-1")));
    }

    @Test
    void everyKeyIsMapped() {
        assertThat(three(
                        "{api: openai-chat, base-url: 'https://${HOST}:${PORT:8443}/v1/',"
                                + " keys: ['${A}', 'file:secret.txt'], when-set: A}",
                        Map.of("HOST", "models.example", "A", "secret-a")))
                .isEqualTo(new Provider(
                        "three",
                        Api.OPENAI_CHAT,
                        URI.create("https://models.example:8443/v1"),
                        List.of("secret-a", "from-a-file")));
    }

    @Test
    void aProviderOfThisMachineMayHaveADefaultKey() {
        Provider provider =
                three("{api: openai-chat, base-url: 'http://127.0.0.1:1/v1', keys: ['${A:demo}']}", Map.of());
        assertThat(provider).extracting(Provider::keys).isEqualTo(List.of("demo"));
    }

    @Test
    void aProviderIsLeftOutWhereNoneOfItsVariablesIsSet() {
        String provider = "{api: openai-chat, keys: ['${A}'], when-set: [A, B]}";
        assertThat(three(provider, Map.of())).isNull();
        assertThat(three(provider, Map.of("A", " "))).isNull();
        assertThat(three(provider, Map.of("A", "secret"))).isNotNull();
    }

    @Test
    void theRungsOfAProviderThatIsLeftOutAreLeftOutAndSoIsARouteWithoutModels() {
        String yaml = Yaml.PROVIDERS
                + "  three: {api: openai-chat, keys: ['${A}'], when-set: A}\n"
                + "models: {three/o: {window: 10}}\n"
                + ROUTES.replace(
                        Yaml.SECONDARY,
                        Yaml.SECONDARY + "\n      - {tier: tertiary, provider: three, model: o, budget: 2s}")
                + "  s:\n    deadline: 9s\n    ladder:\n"
                + "      - {tier: primary, provider: three, model: o, budget: 8s}\n      " + Yaml.CANNED + "\n"
                + "  t:\n    when-set: A\n    deadline: 9s\n    ladder:\n      " + Yaml.PRIMARY + "\n";
        Configuration without = Yaml.load(yaml);
        assertThat(without.routes()).containsOnlyKeys("r");
        assertThat(without.routes().get("r")).isEqualTo(Yaml.route(Yaml.with()));
        assertThat(without.warnings()).isEmpty();
        Map<String, String> environment = new HashMap<>(Yaml.KEYS);
        environment.put("A", "secret");
        Configuration with = ConfigurationLoader.parse(yaml, Yaml.BASE, environment);
        assertThat(with.routes()).containsOnlyKeys("r", "s", "t");
        assertThat(with.routes().get("r"))
                .isNotNull()
                .extracting(route -> route.policy().ladder().size())
                .isEqualTo(4);
    }

    static Stream<Yaml.Wrong> wrong() {
        return Stream.of(
                provider("{keys: ['${KEY_ONE}']}", ".api", null, "is missing", "openai-chat, anthropic-messages"),
                provider("{api: openai, keys: ['${KEY_ONE}']}", ".api", "openai", "not one of", "openai-chat"),
                provider("{api: openai-chat}", ".keys", null, "is missing", "${NAME}"),
                provider("{api: openai-chat, keys: []}", ".keys", null, "has no key", "${NAME}"),
                provider("{api: openai-chat, keys: }", ".keys", null, "has no key", "${NAME}"),
                provider("{api: openai-chat, keys: sk-live}", ".keys", "a single value", "should be a list", "[a, b]"),
                provider("{api: openai-chat, keys: [hunter2]}", ".keys[0]", null, "holds a secret itself", "${NAME}"),
                provider("{api: openai-chat, keys: ['a ${KEY_ONE}']}", ".keys[0]", null, "secret itself", "${NAME}"),
                provider(
                        "{api: openai-chat, keys: ['${NONE}']}",
                        ".keys[0]",
                        null,
                        "NONE, which is not set",
                        "set NONE"),
                provider("{api: openai-chat, keys: ['${N:x}']}", ".keys[0]", null, "default for N", "this machine"),
                provider("{api: openai-chat, keys: ['file:gone']}", ".keys[0]", "file:gone", "cannot be", "readable"),
                provider("{api: openai-chat, keys: ['file:prompt.md']}", ".keys[0]", null, "several lines", "one line"),
                provider(keyed("base-url: api.openai.com"), ".base-url", "api.openai.com", "not a URL", "https://"),
                provider(keyed("base-url: 'ftp://a/b'"), ".base-url", "ftp://a/b", "not a URL", "https://"),
                provider(keyed("base-url: 'https://a b'"), ".base-url", "https://a b", "not a URL", "https://"),
                provider(keyed("base-url: 'https://k:s@host'"), ".base-url", null, "credentials", "keys:"),
                provider(keyed("base-url: 'https://host?key=s'"), ".base-url", null, "a query", "keys:"),
                provider(
                        "{api: anthropic-messages, keys: ['${KEY_ONE}'], base-url: 'https://api.anthropic.com/v1'}",
                        ".base-url",
                        "https://api.anthropic.com/v1",
                        "appends itself",
                        "leave /v1 out"),
                provider(
                        "{api: gemini, keys: ['${KEY_ONE}'], base-url: 'https://models.example/google/v1beta/'}",
                        ".base-url",
                        "https://models.example/google/v1beta/",
                        "appends /v1beta itself",
                        "leave /v1beta out"),
                provider(
                        keyed("base-url: '${NONE}'"),
                        ".base-url",
                        "${NONE}",
                        "NONE, which is not set",
                        "${NONE:default}"),
                provider(keyed("baseurl: 'https://a'"), ".baseurl", null, "known key", "did you mean base-url?"),
                provider(keyed("color: red"), ".color", null, "not a known key", "api, base-url, keys"),
                provider(keyed("when-set: '${A}'"), ".when-set", "${A}", "not the name", "the bare name"),
                provider(keyed("when-set: []"), ".when-set", null, "names no variable", "leave the key out"),
                new Yaml.Wrong(
                        (Yaml.PROVIDERS + "  Three: " + keyed("when-set: A") + " # here\n" + ROUTES),
                        "providers.Three",
                        "Three",
                        "not a name",
                        "small letters"),
                new Yaml.Wrong(
                        Yaml.with("models: {nine/m: {window: 1}} # here"),
                        "models.nine/m",
                        "nine/m",
                        "which is not at providers",
                        "one, two"),
                model("m: {}", "models.m", "m", "not the name of a model", "provider/model"),
                model("one/m: {window: big}", "models.one/m.window", "big", "not a whole number", "from 1"),
                model("one/m: {price: {input: 3}}", "models.one/m.price.output", null, "is missing", "per million"),
                model(
                        "one/m: {price: {input: a, output: 1}}",
                        "models.one/m.price.input",
                        "a",
                        "not a number",
                        "from 0"),
                model("one/m: {prize: 3}", "models.one/m.prize", null, "not a known key", "did you mean price?"));
    }

    private static String keyed(String more) {
        return "{api: openai-chat, keys: ['${KEY_ONE}'], " + more + "}";
    }

    private static Yaml.Wrong provider(String text, String key, @Nullable String value, String problem, String fix) {
        return new Yaml.Wrong(with(text + " " + Yaml.HERE), "providers.three" + key, value, problem, fix);
    }

    private static Yaml.Wrong model(String text, String key, @Nullable String value, String problem, String fix) {
        return new Yaml.Wrong(Yaml.with("models:", "  " + text + " " + Yaml.HERE), key, value, problem, fix);
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Yaml.Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }

    @Test
    void aFileWithoutProvidersSaysSo() {
        assertThat(Yaml.mistakes("routes: {r: {deadline: 9s, ladder: [{tier: canned, text: a}]}}"))
                .extracting(Mistake::key)
                .containsExactly("providers");
    }
}
