package io.downclimb.api.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.status.StatusPlan;
import io.downclimb.workflows.status.StatusPage;
import io.downclimb.workflows.status.StatusSource;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static final URI PAGE = URI.create("https://status.example.com/api/v2/summary.json");
    private static final URI MIRROR = URI.create("https://mirror.example.com/api/v2/summary.json");
    private static final URI OTHER = URI.create("https://other.example.com/incidents.json");

    private static StatusSource source(StatusSource.Kind kind, List<URI> urls, String... components) {
        return new StatusSource(kind, urls, List.of(components));
    }

    @Test
    void providersOfOnePageShareAPoller() {
        StatusPlan plan = new StatusPlan(Map.of(
                "claude", source(StatusSource.Kind.STATUSPAGE, List.of(PAGE), "api"),
                "claude-eu", source(StatusSource.Kind.STATUSPAGE, List.of(PAGE, MIRROR), "eu", "api"),
                "gemini", source(StatusSource.Kind.GOOGLE, List.of(OTHER), "gemini")));
        assertThat(Pages.of(plan))
                .containsExactly(
                        new StatusPage(
                                "other.example.com/incidents.json",
                                StatusSource.Kind.GOOGLE,
                                List.of(OTHER),
                                Map.of("gemini", List.of("gemini"))),
                        new StatusPage(
                                "status.example.com/api/v2/summary.json",
                                StatusSource.Kind.STATUSPAGE,
                                List.of(PAGE, MIRROR),
                                Map.of("claude", List.of("api"), "claude-eu", List.of("eu", "api"))));
    }

    @Test
    void thereIsNothingToPollWithoutPages() {
        assertThat(Pages.of(new StatusPlan(Map.of()))).isEmpty();
    }

    @Test
    void aPageIsOfTheKindThatItsFirstProviderSays() {
        StatusPlan plan = new StatusPlan(Map.of(
                "b", source(StatusSource.Kind.GOOGLE, List.of(PAGE), "x"),
                "a", source(StatusSource.Kind.STATUSPAGE, List.of(PAGE), "y")));
        assertThat(Pages.of(plan))
                .singleElement()
                .satisfies(page -> assertThat(page.kind()).isEqualTo(StatusSource.Kind.STATUSPAGE));
    }
}
