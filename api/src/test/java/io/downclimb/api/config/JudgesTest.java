package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Price;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who judges a route's answers: defaults, full mapping, what when-set leaves of it, and rejections. */
class JudgesTest {
    private static final String BOTH = "judges: [{provider: two, model: j}, {provider: one, model: k}]";
    private static final String JUDGE = "{rubric: prompt.md, " + BOTH + "}";

    /** A route whose two rungs have a quality. */
    private static String with(String judge) {
        return qualities(Yaml.withRoute("deadline: 20s", "judge: " + judge + " " + Yaml.HERE));
    }

    private static String qualities(String yaml) {
        return yaml.replace("budget: 8s", "budget: 8s, quality: 0.7").replace("budget: 6s", "budget: 6s, quality: 0.6");
    }

    private static @Nullable Judging judging(Configuration configuration) {
        return Objects.requireNonNull(configuration.routes().get("r")).policy().judge();
    }

    private static Judging.Judge judge(String provider, String model) {
        return new Judging.Judge(provider, model, null);
    }

    @Test
    void whatIsLeftOutHasDefaults() throws IOException {
        String rubric = Texts.hash(Files.readString(Yaml.BASE.resolve("prompt.md")));
        Configuration configuration = Yaml.load(with(JUDGE));
        assertThat(judging(configuration))
                .isEqualTo(new Judging(rubric, null, 0.05, List.of(judge("two", "j"), judge("one", "k"))));
        assertThat(configuration.warnings()).isEmpty();
        assertThat(Yaml.route(Yaml.with()).policy().judge()).isNull();
    }

    @Test
    void everyKeyIsMapped() throws IOException {
        String rubric = Files.readString(Yaml.BASE.resolve("prompt.md"));
        String anchors = Files.readString(Yaml.BASE.resolve("anchors.yaml"));
        Configuration configuration =
                Yaml.load(with("{rubric: prompt.md, anchors: anchors.yaml, sample: 0.5, " + BOTH + "}")
                        + "models: {two/j: {price: {input: 3, output: 15}}, one/k: {window: 9}}\n");
        assertThat(judging(configuration))
                .isEqualTo(new Judging(
                        Texts.hash(rubric),
                        Texts.hash(anchors),
                        0.5,
                        List.of(
                                new Judging.Judge("two", "j", new Price(new BigDecimal(3), new BigDecimal(15))),
                                judge("one", "k"))));
        assertThat(Objects.requireNonNull(configuration.routes().get("r")).texts())
                .containsEntry(Texts.hash(rubric), rubric)
                .containsEntry(Texts.hash(anchors), anchors);
        assertThat(configuration.warnings()).as("a judge uses its model").isEmpty();
    }

    @Test
    void theVersionOfARouteChangesWithItsRubric() {
        assertThat(Yaml.route(with(JUDGE)).hash())
                .isNotEqualTo(Yaml.route(with(JUDGE.replace("prompt.md", "canned.txt")))
                        .hash());
    }

    @Test
    void aQualityWithoutAJudgeAndAJudgeWithoutAQualityAreQuestioned() {
        assertThat(Yaml.load(qualities(Yaml.with())).warnings())
                .containsExactly(
                        "routes.r.ladder[0].quality: is not judged: add judge to the route",
                        "routes.r.ladder[1].quality: is not judged: add judge to the route");
        Configuration without = Yaml.load(Yaml.withRoute("deadline: 20s", "judge: " + JUDGE));
        assertThat(without.warnings()).containsExactly("routes.r.judge: no rung has a quality, so nothing is judged");
        assertThat(judging(without)).isNull();
    }

    private static Configuration withThree(String judges, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Yaml.KEYS);
        environment.putAll(more);
        String yaml = with("{rubric: prompt.md, judges: " + judges + "}")
                .replace("routes:", "  three: {api: openai-chat, keys: ['${A}'], when-set: A}\nroutes:");
        return ConfigurationLoader.parse(yaml, Yaml.BASE, environment);
    }

    @Test
    void aJudgeIsLeftOutWithItsProvider() {
        String judges = "[{provider: three, model: j}, {provider: one, model: k}, {provider: two, model: k}]";
        Configuration without = withThree(judges, Map.of());
        assertThat(judging(without))
                .isNotNull()
                .extracting(Judging::judges)
                .isEqualTo(List.of(judge("one", "k"), judge("two", "k")));
        assertThat(without.warnings()).isEmpty();
        assertThat(judging(withThree(judges, Map.of("A", "secret"))))
                .isNotNull()
                .extracting(judging -> judging.judges().getFirst())
                .isEqualTo(judge("three", "j"));
    }

    @Test
    void aRouteWhoseJudgesAreAllLeftOutIsNotJudgedAndSaysSo() {
        Configuration without = withThree("[{provider: three, model: j}]", Map.of());
        assertThat(judging(without)).isNull();
        assertThat(without.routes().get("r"))
                .isNotNull()
                .extracting(Route::texts)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .hasSize(1);
        assertThat(without.warnings())
                .singleElement()
                .asString()
                .startsWith("routes.r.judge: when-set leaves no judge");
    }

    @Test
    void aRungWhoseOnlyJudgesAreLeftOutIsNamed() {
        Configuration without = withThree("[{provider: one, model: j}, {provider: three, model: j}]", Map.of());
        assertThat(judging(without)).isNotNull();
        assertThat(without.warnings())
                .singleElement()
                .asString()
                .startsWith("routes.r.judge: ")
                .contains("the rung primary, which is not judged");
    }

    static Stream<Yaml.Wrong> wrong() {
        return Stream.of(
                wrong("rubric.md", "", "a single value", "should be a mapping", "key: value"),
                wrong("{" + BOTH + "}", ".rubric", null, "is missing", "name the file"),
                wrong("{rubric: gone.md, " + BOTH + "}", ".rubric", "gone.md", "is not a file", "relative to"),
                wrong("{rubric: blank.md, " + BOTH + "}", ".rubric", "blank.md", "is a blank file", "write the text"),
                more("anchors: gone.yaml", ".anchors", "gone.yaml", "is not a file", "relative to"),
                more("anchors: latin.md", ".anchors", "latin.md", "as a UTF-8", "encoding"),
                more("anchors: prompt.md", ".anchors", "prompt.md", "is not a list", "correct the file"),
                more("anchors: no-anchors.yaml", ".anchors", "no-anchors.yaml", "anchor 2 has no score", "correct"),
                more("sample: 5%", ".sample", "5%", "not a number", "from 0 to 1"),
                more("sample: 1.5", ".sample", "1.5", "out of range", "from 0 to 1"),
                more("sampel: 0.5", ".sampel", null, "not a known key", "mean sample?"),
                wrong("{rubric: prompt.md}", ".judges", null, "is missing", "in order of preference"),
                judges("[]", "", null, "names no judge", "in order of preference"),
                judges("", "", null, "names no judge", "in order of preference"),
                judges("one/m", "", "a single value", "should be a list", "[a, b]"),
                judges("[one/m]", "[0]", "a single value", "should be a mapping", "key: value"),
                judges("[{model: m}]", "[0].provider", null, "is missing", "one, two"),
                judges("[{provider: one}]", "[0].model", null, "is missing", "own name of the model"),
                judges("[{provider: onee, model: m}]", "[0].provider", "onee", "known: one, two", "mean one?"),
                judges(
                        "[{provider: one, model: m, price: 1}]",
                        "[0].price",
                        null,
                        "not a known key",
                        "provider, model"),
                judges(
                        "[{provider: one, model: m}]",
                        "",
                        "one",
                        "has no judge on another provider than one, whose answers on the rung primary",
                        "add one"),
                judges("[{provider: two, model: m}]", "", "two", "than two, whose answers on the rung sec", "add one"));
    }

    private static Yaml.Wrong more(String line, String key, @Nullable String value, String problem, String fix) {
        return wrong("{rubric: prompt.md, " + line + ", " + BOTH + "}", key, value, problem, fix);
    }

    private static Yaml.Wrong judges(String judges, String key, @Nullable String value, String problem, String fix) {
        return wrong("{rubric: prompt.md, judges: " + judges + "}", ".judges" + key, value, problem, fix);
    }

    private static Yaml.Wrong wrong(String judge, String key, @Nullable String value, String problem, String fix) {
        return new Yaml.Wrong(with(judge), "routes.r.judge" + key, value, problem, fix);
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Yaml.Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }
}
