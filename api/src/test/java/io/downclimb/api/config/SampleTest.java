package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.provider.Provider;
import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.status.StatusSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The sample at the top of the repository, which {@code ./downclimb dev} uses. */
class SampleTest {
    private static final Path SAMPLE = Path.of("../downclimb.yaml");

    private static Configuration load(Map<String, String> environment) {
        return ConfigurationLoader.load(SAMPLE, environment);
    }

    private static List<String> tiers(Configuration configuration, String route) {
        return Objects.requireNonNull(configuration.routes().get(route)).policy().ladder().stream()
                .map(Rung::tier)
                .toList();
    }

    @Test
    void withoutKeysItOffersTheDemoRoutesAndWarnsOfNothing() {
        Configuration sample = load(Map.of());
        assertThat(sample.routes()).containsOnlyKeys("support-answer", "support-faq");
        assertThat(sample.providers()).containsOnlyKeys("demo-primary", "demo-secondary");
        assertThat(tiers(sample, "support-answer")).containsExactly("primary", "secondary", "canned");
        assertThat(tiers(sample, "support-faq")).containsExactly("cache", "primary", "secondary", "canned");
        assertThat(sample.warnings()).isEmpty();
        assertThat(sample.providers().values())
                .extracting(Provider::baseUrl)
                .extracting(Object::toString)
                .containsExactly("http://127.0.0.1:8089/demo-primary", "http://127.0.0.1:8089/demo-secondary/v1");
    }

    @Test
    void theDemoProvidersMayListenElsewhere() {
        assertThat(load(Map.of("DOWNCLIMB_DEMO_PORT", "9999")).providers().values())
                .extracting(provider -> provider.baseUrl().getPort())
                .containsExactly(9999, 9999);
    }

    @Test
    void withBothKeysTheRealRouteHasEveryRung() {
        Configuration sample = load(Map.of("ANTHROPIC_API_KEY", "a", "OPENAI_API_KEY", "b"));
        assertThat(sample.routes().keySet()).containsExactly("support-answer", "support-faq", "real-support-answer");
        assertThat(tiers(sample, "real-support-answer")).containsExactly("cache", "primary", "secondary", "canned");
        assertThat(sample.warnings()).isEmpty();
    }

    @Test
    void withOneKeyTheRealRouteHasTheRungsOfThatProviderAndWarns() {
        Configuration claude = load(Map.of("ANTHROPIC_API_KEY", "a"));
        assertThat(tiers(claude, "real-support-answer")).containsExactly("cache", "primary", "canned");
        assertThat(claude.warnings())
                .satisfiesExactly(
                        warning -> assertThat(warning).contains("only one rung calls a model"),
                        warning -> assertThat(warning).contains("no judge on another provider"));
        Configuration openai = load(Map.of("OPENAI_API_KEY", "b"));
        assertThat(tiers(openai, "real-support-answer")).containsExactly("cache", "secondary", "canned");
    }

    @Test
    void everyRungHasItsOwnPromptAndItsPrice() {
        Route route = Objects.requireNonNull(load(Map.of()).routes().get("support-answer"));
        List<Rung.Model> models = route.policy().ladder().stream()
                .filter(Rung.Model.class::isInstance)
                .map(Rung.Model.class::cast)
                .toList();
        assertThat(models).extracting(Rung.Model::prompt).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(models).extracting(Rung.Model::price).doesNotContainNull();
        assertThat(models).extracting(Rung.Model::notice).containsExactly(null, "temporarily using a backup model");
        assertThat(route.texts())
                .as("two prompts, the canned text, rubric and anchors")
                .hasSize(5);
    }

    @Test
    void everyRungWithAQualityHasAJudgeOnAnotherProviderWithAPrice() {
        Configuration sample = load(Map.of("ANTHROPIC_API_KEY", "a", "OPENAI_API_KEY", "b"));
        assertThat(List.of("support-answer", "real-support-answer")).allSatisfy(name -> {
            Policy policy = Objects.requireNonNull(sample.routes().get(name)).policy();
            Judging judging = Objects.requireNonNull(policy.judge());
            assertThat(judging.judges()).extracting(Judging.Judge::price).doesNotContainNull();
            assertThat(policy.ladder().stream()
                            .filter(Rung.Model.class::isInstance)
                            .map(Rung.Model.class::cast))
                    .hasSize(2)
                    .allSatisfy(rung -> assertThat(rung.quality()).isNotNull())
                    .allSatisfy(rung -> assertThat(judging.judges())
                            .extracting(Judging.Judge::provider)
                            .anyMatch(provider -> !provider.equals(rung.provider())));
        });
    }

    @Test
    void everyProviderHasAStatusPage() {
        Configuration sample =
                load(Map.of("ANTHROPIC_API_KEY", "a", "OPENAI_API_KEY", "b", "DOWNCLIMB_DEMO_PORT", "9999"));
        assertThat(sample.statusPages().keySet())
                .containsExactlyInAnyOrderElementsOf(sample.providers().keySet());
        assertThat(sample.statusPages().get("demo-primary"))
                .isEqualTo(new StatusSource(
                        StatusSource.Kind.STATUSPAGE,
                        List.of(URI.create("http://127.0.0.1:9999/status/demo-primary/api/v2/summary.json")),
                        List.of("api")));
        assertThat(load(Map.of()).statusPages()).containsOnlyKeys("demo-primary", "demo-secondary");
    }
}
