package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerSettings.Canary;
import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.breaker.BreakerSettings.Scope;
import io.downclimb.workflows.breaker.Cusum;
import io.downclimb.workflows.breaker.RateWindow;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a provider's breaker is told to watch: defaults, full mapping and rejections. */
class BreakersTest {
    private static final String ROUTES = Yaml.with().substring(Yaml.PROVIDERS.length());

    private static String with(String breaker) {
        return Yaml.PROVIDERS + "  three: {api: openai-chat, keys: ['${KEY_ONE}'], breaker: " + breaker + "} "
                + Yaml.HERE + "\n" + ROUTES;
    }

    private static BreakerSettings breaker(String breaker) {
        return Objects.requireNonNull(Yaml.load(with(breaker)).breakers().get("three"));
    }

    @Test
    void everyPresentProviderHasABreakerAndWhatIsLeftOutHasDefaults() {
        Configuration configuration = Yaml.load(Yaml.PROVIDERS
                + "  three: {api: openai-chat, keys: ['${A}'], when-set: A, breaker: per-model}\n" + ROUTES);
        assertThat(configuration.breakers()).containsOnlyKeys("one", "two");
        assertThat(configuration.breakers().values()).containsOnly(BreakerSettings.DEFAULT);
        assertThat(breaker("{}")).isEqualTo(BreakerSettings.DEFAULT);
        assertThat(breaker("{errors: {}, latency: {}, validators: {}, quality: {}, retries: {}}"))
                .isEqualTo(BreakerSettings.DEFAULT);
    }

    @Test
    void aWordAloneIsTheScope() {
        assertThat(breaker("per-provider")).isEqualTo(BreakerSettings.DEFAULT);
        assertThat(breaker("per-model")).isEqualTo(breaker("{scope: per-model}"));
        assertThat(breaker("per-model").scope()).isEqualTo(Scope.PER_MODEL);
        assertThat(breaker("per-model").errors()).isEqualTo(Cusum.ERRORS);
    }

    @Test
    void everyKeyIsMapped() {
        assertThat(breaker("{scope: per-model, errors: {detector: cusum, healthy: 0.01, sick: 0.2, threshold: 9.5},"
                        + " latency: {healthy: 0.1, sick: 0.4, threshold: 14},"
                        + " validators: {detector: rate, above: 0.5, window: 2m, minimum: 7},"
                        + " quality: {detector: cusum, margin: 0.05, threshold: 4},"
                        + " cooldown: 90s, quality-probes: 8, retries: {share: 0.1, minimum: 0},"
                        + " canary: {model: small, prompt: Say ready.}}"))
                .isEqualTo(new BreakerSettings(
                        Scope.PER_MODEL,
                        Cusum.of(0.01, 0.2, 9.5),
                        new Cusum(0.1, 0.4, 14.0, 2, 0),
                        RateWindow.of(0.5, Duration.ofMinutes(2), 7),
                        new QualityWatch(
                                QualityWatch.Kind.CUSUM,
                                0.05,
                                4.0,
                                QualityWatch.DEFAULT.window(),
                                QualityWatch.DEFAULT.minimum()),
                        Duration.ofSeconds(90),
                        8,
                        0.1,
                        0,
                        new Canary("small", "Say ready.")));
        assertThat(breaker("{errors: {detector: rate, above: 0.5}, latency: {detector: rate, above: 0, window: 5m}}"))
                .extracting(BreakerSettings::errors, BreakerSettings::latency)
                .containsExactly(
                        RateWindow.of(0.5, Duration.ofMinutes(1), 20), RateWindow.of(0, Duration.ofMinutes(5), 20));
    }

    /** Errors above 2 % over a minute without a minimum, a judge's mean below 0.70 over an hour, 300 s of cooldown. */
    @Test
    void plainRatesAndMeansCanBeWrittenDown() {
        Configuration configuration = Yaml.load(with("{errors: {detector: rate, above: 0.02, window: 60s, minimum: 0},"
                        + " quality: {detector: mean, window: 1h, minimum: 0}, cooldown: 300s}")
                .replace("provider: one, model: m, budget: 8s", "provider: one, model: m, budget: 8s, quality: 0.70"));
        BreakerSettings settings =
                Objects.requireNonNull(configuration.breakers().get("three"));
        assertThat(settings.errors()).isEqualTo(RateWindow.of(0.02, Duration.ofSeconds(60), 0));
        assertThat(settings.errors().hear(97, 3, 1_000).trips(1, 1, 1_000)).isTrue();
        assertThat(settings.errors().hear(98, 2, 1_000).trips(1, 1, 1_000)).isFalse();
        assertThat(settings.quality().detector(0.70).hear(0.69, 1_000).trips(1, 1, 1_000))
                .isTrue();
        assertThat(settings.quality().detector(0.70).hear(0.71, 1_000).trips(1, 1, 1_000))
                .isFalse();
        assertThat(settings.quality().kind()).isEqualTo(QualityWatch.Kind.MEAN);
        assertThat(settings.quality().window()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.cooldown()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false", "'off'"})
    void aProviderMayGoUnwatched(String off) {
        assertThat(Yaml.load(with(off)).providers()).containsKey("three");
        assertThat(Yaml.load(with(off)).breakers()).doesNotContainKey("three");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false", "Off", "'off'"})
    void latencyMayGoUnwatched(String off) {
        assertThat(breaker("{latency: " + off + "}").latency()).isNull();
    }

    @Test
    void aCanaryUsesItsModel() {
        assertThat(Yaml.load(with("{canary: {model: small, prompt: Ready}}") + "models: {three/small: {window: 9}}\n")
                        .warnings())
                .isEmpty();
    }

    static Stream<Yaml.Wrong> wrong() {
        return Stream.of(
                wrong("per-route", "", "per-route", "not one of: per-provider, per-model", "per-"),
                wrong("[per-model]", "", "a list", "should be a mapping", "key: value"),
                wrong("{scope: all}", ".scope", "all", "not one of: per-provider, per-model", "per-model"),
                wrong("{error: {}}", ".error", null, "not a known key", "did you mean errors?"),
                wrong(
                        "{errors: {detector: ewma}}",
                        ".errors.detector",
                        "ewma",
                        "not one of: cusum, rate",
                        "use one of: cusum, rate"),
                wrong("{errors: {healthy: 0}}", ".errors.healthy", "0", "out of range", "above 0 and below 1"),
                wrong("{errors: {sick: 1}}", ".errors.sick", "1", "out of range", "above 0 and below 1"),
                wrong("{errors: {sick: 15%}}", ".errors.sick", "15%", "not a number", "from 0 to 1"),
                wrong(
                        "{errors: {healthy: 0.2, sick: 0.2}}",
                        ".errors.sick",
                        "0.2",
                        "not above the healthy share of 0.2",
                        "to notice"),
                wrong("{errors: {healthy: 0.5}}", ".errors.healthy", "0.5", "not below the sick share of 0.15", "sick"),
                wrong("{errors: {sick: 0.01}}", ".errors.sick", "0.01", "healthy share of 0.02", "to notice"),
                wrong("{errors: {threshold: 0}}", ".errors.threshold", "0", "trip at once", "by load"),
                wrong("{errors: {threshold: 1001}}", ".errors.threshold", "1001", "out of range", "to 1000"),
                wrong("{errors: {above: 0.1}}", ".errors.above", "0.1", "the detector rate", "detector: rate"),
                wrong(
                        "{errors: {detector: rate, above: 0.1, sick: 0.2}}",
                        ".errors.sick",
                        "0.2",
                        "the detector cusum",
                        "write detector: cusum, or leave sick out"),
                wrong("{errors: {window: [1s]}}", ".errors.window", "a list", "the detector rate", "detector: rate"),
                wrong("{errors: {detector: rate}}", ".errors.above", null, "is missing", "such as 0.5"),
                wrong("{errors: {detector: rate, above: 1}}", ".errors.above", "1", "never trip", "below 1"),
                wrong(
                        "{errors: {detector: rate, above: 0.1, window: 999ms}}",
                        ".errors.window",
                        "999ms",
                        "out of range",
                        "from 1s to 24h"),
                wrong(
                        "{errors: {detector: rate, above: 0.1, minimum: -1}}",
                        ".errors.minimum",
                        "-1",
                        "not a whole number",
                        "from 0"),
                wrong("{errors: off}", ".errors", "a single value", "should be a mapping", "key: value"),
                wrong("{latency: never}", ".latency", "never", "neither off nor a mapping", "write off"),
                wrong("{latency: [off]}", ".latency", "a list", "should be a mapping", "key: value"),
                wrong("{latency: {sick: 0.04}}", ".latency.sick", "0.04", "healthy share of 0.05", "to notice"),
                wrong("{validators: {helthy: 0.1}}", ".validators.helthy", null, "not a known key", "mean healthy?"),
                wrong("{quality: {detector: median}}", ".quality.detector", "median", "one of: cusum, mean", "mean"),
                wrong("{quality: {margin: 2}}", ".quality.margin", "2", "out of range", "from 0 to 1"),
                wrong("{quality: {threshold: 0.0}}", ".quality.threshold", "0.0", "trip at once", "above 0"),
                wrong("{quality: {window: 1h}}", ".quality.window", "1h", "the detector mean", "detector: mean"),
                wrong(
                        "{quality: {detector: mean, margin: 0.1}}",
                        ".quality.margin",
                        "0.1",
                        "the detector cusum",
                        "leave margin out"),
                wrong(
                        "{quality: {detector: mean, window: 25h}}",
                        ".quality.window",
                        "25h",
                        "out of range",
                        "up to 24h"),
                wrong("{cooldown: 500ms}", ".cooldown", "500ms", "out of range", "from 1s to 24h"),
                wrong("{cooldown: 25h}", ".cooldown", "25h", "out of range", "up to 24h"),
                wrong("{cooldown: 300}", ".cooldown", "300", "no unit", "300s or 300ms"),
                wrong("{quality-probes: 0}", ".quality-probes", "0", "out of range", "from 1 to 50"),
                wrong("{quality-probes: 51}", ".quality-probes", "51", "out of range", "from 1 to 50"),
                wrong("{retries: 3}", ".retries", "a single value", "should be a mapping", "key: value"),
                wrong("{retries: {share: 1.1}}", ".retries.share", "1.1", "out of range", "from 0 to 1"),
                wrong("{retries: {minimum: two}}", ".retries.minimum", "two", "not a whole number", "from 0"),
                wrong("{canary: {prompt: Ready}}", ".canary.model", null, "is missing", "own name of the model"),
                wrong("{canary: {model: m}}", ".canary.prompt", null, "is missing", "Reply with the word"));
    }

    private static Yaml.Wrong wrong(String breaker, String key, @Nullable String value, String problem, String fix) {
        return new Yaml.Wrong(with(breaker), "providers.three.breaker" + key, value, problem, fix);
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Yaml.Wrong wrong) {
        wrong.isToldWithKeyLineValueAndFix();
    }
}
