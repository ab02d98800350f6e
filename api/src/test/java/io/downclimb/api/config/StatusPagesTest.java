package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.policy.StatusShift;
import io.downclimb.workflows.status.StatusSource;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where providers say how they are, and what a route makes of it: defaults, full mapping and rejections. */
class StatusPagesTest {
    private static final String ROUTES = Yaml.with().substring(Yaml.PROVIDERS.length());

    private static String with(String status) {
        return withProvider("{api: openai-chat, keys: ['${KEY_ONE}'], status: " + status + "}");
    }

    private static String withProvider(String provider) {
        return Yaml.PROVIDERS + "  three: " + provider + " " + Yaml.HERE + "\n" + ROUTES;
    }

    private static StatusShift shift(String... lines) {
        StatusShift shift = Yaml.route(Yaml.withRoute(lines)).policy().shift();
        assertThat(shift).isNotNull();
        return shift;
    }

    @Test
    void aProviderHasNoStatusPageUnlessTheFileNamesOne() {
        assertThat(Yaml.load(Yaml.with()).statusPages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"statuspage,STATUSPAGE", "incident-io,INCIDENT_IO", "google,GOOGLE"})
    void everyKeyIsMapped(String word, StatusSource.Kind kind) {
        String yaml = with("{kind: " + word
                + ", urls: ['https://a.example/s.json?x=1', 'http://127.0.0.1:${PORT:80}/s', 'http://[::1]:8/s'],"
                + " components: [c1, c2]}");
        assertThat(Yaml.load(yaml).statusPages())
                .containsExactly(Map.entry(
                        "three",
                        new StatusSource(
                                kind,
                                List.of(
                                        URI.create("https://a.example/s.json?x=1"),
                                        URI.create("http://127.0.0.1:80/s"),
                                        URI.create("http://[::1]:8/s")),
                                List.of("c1", "c2"))));
    }

    @Test
    void thePageOfAProviderThatIsLeftOutIsLeftOutAndCheckedNevertheless() {
        String page = "{api: openai-chat, keys: ['${A}'], when-set: A,"
                + " status: {kind: google, urls: ['https://a.example'], components: [c]}}";
        assertThat(Yaml.load(withProvider(page)).statusPages()).isEmpty();
        assertThat(Yaml.mistakes(withProvider(page.replace("kind: google", "kind: yahoo"))))
                .extracting(Mistake::key)
                .containsExactly("providers.three.status.kind");
    }

    static Stream<Yaml.Wrong> wrong() {
        return Stream.of(
                page("https://a.example", "", "a single value", "should be a mapping", "key: value"),
                page(
                        "{urls: ['https://a.example'], components: [c]}",
                        ".kind",
                        null,
                        "is missing",
                        "statuspage, incident-io, google"),
                page(
                        "{kind: atlassian, urls: ['https://a.example'], components: [c]}",
                        ".kind",
                        "atlassian",
                        "not one of: statuspage, incident-io, google",
                        "use one of"),
                page("{kind: google, components: [c]}", ".urls", null, "is missing", "urls: [https://…]"),
                page("{kind: google, urls: [], components: [c]}", ".urls", null, "names no page", "alternatives"),
                page("{kind: google, urls: , components: [c]}", ".urls", null, "names no page", "alternatives"),
                page(
                        "{kind: google, urls: 'https://a.example', components: [c]}",
                        ".urls",
                        "a single value",
                        "should be a list",
                        "[a, b]"),
                url("a.example", "a.example", "not a URL", "a whole address"),
                url("ftp://a.example", "ftp://a.example", "not a URL", "a whole address"),
                url("https://a b", "https://a b", "not a URL", "a whole address"),
                url("https://k:s@a.example", null, "credentials", "public page"),
                url("https://a.example#top", null, "fragment", "public page"),
                url("http://a.example/s", "http://a.example/s", "unencrypted", "https://"),
                page("{kind: google, urls: ['https://a.example']}", ".components", null, "is missing", "ids"),
                page(
                        "{kind: google, urls: ['https://a.example'], components: []}",
                        ".components",
                        null,
                        "names no component",
                        "components: [id]"),
                page(
                        "{kind: google, urls: ['https://a.example'], components: [' ']}",
                        ".components[0]",
                        "",
                        "is blank",
                        "give a value"),
                page(
                        "{kind: google, url: ['https://a.example'], components: [c]}",
                        ".url",
                        null,
                        "known key",
                        "mean urls?"));
    }

    private static Yaml.Wrong url(String url, @Nullable String value, String problem, String fix) {
        return page("{kind: google, urls: ['" + url + "'], components: [c]}", ".urls[0]", value, problem, fix);
    }

    private static Yaml.Wrong page(String status, String key, @Nullable String value, String problem, String fix) {
        return new Yaml.Wrong(with(status), "providers.three.status" + key, value, problem, fix);
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Yaml.Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }

    @Test
    void aRouteMovesTheDefaultSharesUnlessItSaysOtherwise() {
        assertThat(shift("deadline: 20s")).isEqualTo(StatusShift.DEFAULT);
        assertThat(shift("deadline: 20s", "status-shift: {}")).isEqualTo(StatusShift.DEFAULT);
        assertThat(shift("deadline: 20s", "status-shift: {partial: 0}")).isEqualTo(new StatusShift(0, 0.95));
        assertThat(shift("deadline: 20s", "status-shift: {partial: 0.5, major: 1}"))
                .isEqualTo(new StatusShift(0.5, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false"})
    void aRouteMayMoveNothing(String off) {
        assertThat(shift("deadline: 20s", "status-shift: " + off)).isEqualTo(StatusShift.NONE);
    }

    static Stream<Yaml.Wrong> wrongShifts() {
        return Stream.of(
                moved("on", "", "on", "neither off nor a mapping", "write off"),
                moved("[0.5, 1]", "", "a list", "should be a mapping", "key: value"),
                moved("{partial: 1.5}", ".partial", "1.5", "out of range", "from 0 to 1"),
                moved("{major: all}", ".major", "all", "not a number", "from 0 to 1"),
                moved("{minor: 0.1}", ".minor", null, "not a known key", "mean major?"));
    }

    private static Yaml.Wrong moved(String shift, String key, @Nullable String value, String problem, String fix) {
        return new Yaml.Wrong(
                Yaml.withRoute("deadline: 20s", "status-shift: " + shift + " " + Yaml.HERE),
                "routes.r.status-shift" + key,
                value,
                problem,
                fix);
    }

    @ParameterizedTest
    @MethodSource
    void wrongShifts(Yaml.Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }
}
