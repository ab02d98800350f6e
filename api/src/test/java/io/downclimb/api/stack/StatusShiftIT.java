package io.downclimb.api.stack;

import static io.downclimb.api.stack.WatchedStage.provider;
import static io.downclimb.api.stack.WatchedStage.route;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.simulator.StatusFault;
import io.downclimb.simulator.StatusPages;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.policy.Fraction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** From a status page to the requests: who passes over a provider that says it is down, and who is not misled by a page? */
class StatusShiftIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    /** A page that does not answer is given up after ten seconds, three times. */
    private static final Duration UNANSWERED = Duration.ofMinutes(2);

    private static final List<String> UNREADABLE =
            List.of("garbage-page", "refusing-page", "mute-page", "huge-page", "losing-page");
    private static WatchedStage stage;

    @BeforeAll
    static void start(@TempDir Path folder) {
        StringBuilder providers = new StringBuilder("providers:\n" + provider("backup", ""));
        StringBuilder routes = new StringBuilder("routes:\n");
        Stream.concat(Stream.of("down", "stale"), UNREADABLE.stream()).forEach(name -> {
            providers.append(provider(
                    name,
                    ", status: {kind: statuspage, urls: [\"SIM/status/%s/api/v2/summary.json\"], components: [api]}"
                            .formatted(name)));
            routes.append(route(name, name, "a-model", "", ""));
        });
        routes.append(route("down-and-stays", "down", "a-model", "", "status-shift: off"));
        stage = new WatchedStage(folder, providers.toString() + routes, Map.of("downclimb.status.interval", "500ms"));
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    private static StatusPages pages() {
        return stage.simulator().statusPages();
    }

    private static JsonNode breaker(String provider) {
        return stage.stack().get("/v1/breakers/" + provider).json();
    }

    private static JsonNode health(String provider) {
        return breaker(provider)
                .path("circuits")
                .valueStream()
                .filter(circuit -> circuit.path("id").asText().equals("health"))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitStatus(String provider, String status, Duration atMost) {
        WatchedStage.await(atMost, () -> breaker(provider).path("status").asText(), status::equals);
    }

    private static Phase phase(String provider) {
        return BreakerStage.health(stage.stack(), provider);
    }

    /** Those whose place in the circuit lies below the share go on. */
    private static String expected(Stack.Answer answer, double share) {
        return Fraction.of("health", answer.requestId()) < share ? "primary" : "secondary";
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aMajorOutageOnThePageMovesTheRouteBeforeAnErrorIsMetAndBackOverARamp() {
        awaitStatus("down", "operational", LONG);
        pages().component("down", "api", "major_outage");
        WatchedStage.await(LONG, () -> phase("down"), Phase.OPEN::equals);
        awaitStatus("down", "major-outage", LONG);
        assertThat(health("down").path("reason").asText()).isEqualTo("status");
        assertThat(health("down").path("note").asText()).isEqualTo("major-outage");

        List<Stack.Answer> moved = stage.ask("down", 100);
        assertThat(moved)
                .allSatisfy(answer -> assertThat(WatchedStage.tier(answer)).isEqualTo(expected(answer, 0.05)));
        List<Stack.Answer> secondary = moved.stream()
                .filter(answer -> WatchedStage.tier(answer).equals("secondary"))
                .toList();
        assertThat(secondary).hasSizeBetween(85, 100);
        assertThat(secondary)
                .allSatisfy(answer -> assertThat(
                                answer.json().at("/downclimb/skipped/0").asText())
                        .isEqualTo("primary: breaker health is open (status page)"));
        assertThat(stage.ask("down-and-stays", 10))
                .extracting(WatchedStage::tier)
                .containsOnly("primary");
        assertThat(stage.heard("down", "", "bad")).as("errors met").isZero();

        pages().component("down", "api", "operational");
        WatchedStage.await(LONG, () -> phase("down"), Phase.CLOSED::equals);
        assertThat(causes("down")).containsExactly("status", "status well", "step", "step", "recovered");
        assertThat(stage.ask("down", 20)).extracting(WatchedStage::tier).containsOnly("primary");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void thirtySuccessesOfOnesOwnOutweighAPageThatIsStillBad() {
        awaitStatus("stale", "operational", LONG);
        pages().component("stale", "api", "partial_outage");
        WatchedStage.await(LONG, () -> phase("stale"), Phase.OPEN::equals);
        awaitStatus("stale", "partial-outage", LONG);
        List<Stack.Answer> few = stage.ask("stale", 20);
        assertThat(few)
                .allSatisfy(answer -> assertThat(WatchedStage.tier(answer)).isEqualTo(expected(answer, 0.75)));

        stage.ask("stale", 40);
        WatchedStage.await(LONG, () -> phase("stale"), Phase.CLOSED::equals);
        assertThat(causes("stale")).containsExactly("status", "status outweighed", "step", "step", "recovered");
        assertThat(breaker("stale").path("status").asText()).isEqualTo("partial-outage");
        assertThat(stage.ask("stale", 20)).extracting(WatchedStage::tier).containsOnly("primary");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aPageThatCannotBeReadOrLostItsComponentIsUnknownAndTripsNothing() {
        UNREADABLE.forEach(name -> awaitStatus(name, "operational", LONG));
        pages().misbehave("garbage-page", new StatusFault.Garbage());
        pages().misbehave("refusing-page", new StatusFault.Status(405, null));
        pages().misbehave("mute-page", new StatusFault.Silent());
        pages().misbehave("huge-page", new StatusFault.Huge());
        pages().vanish("losing-page", "api");
        for (String name : UNREADABLE) {
            WatchedStage.await(UNANSWERED, () -> level(name), "unknown"::equals);
            awaitStatus(name, "unknown", LONG);
            assertThat(WatchedStage.tier(stage.stack().ask(name, "is it well"))).isEqualTo("primary");
            assertThat(BreakerStage.transitions(stage.stack(), name)).isEmpty();
            assertThat(phase(name)).isEqualTo(Phase.CLOSED);
        }
        List<JsonNode> listed = stage.stack()
                .get("/v1/breakers")
                .json()
                .path("data")
                .valueStream()
                .toList();
        assertThat(listed.stream()
                        .filter(one -> UNREADABLE.contains(one.path("provider").asText())))
                .hasSize(UNREADABLE.size())
                .allSatisfy(one -> assertThat(one.path("status").asText()).isEqualTo("unknown"))
                .allSatisfy(one -> assertThat(one.path("state").asText()).isEqualTo("closed"));
    }

    /** What the page says, as the API shows it. */
    private static String level(String provider) {
        return stage.stack()
                .get("/v1/status-pages")
                .json()
                .path("data")
                .valueStream()
                .filter(page -> page.path("providers")
                        .valueStream()
                        .anyMatch(one -> one.asText().equals(provider)))
                .map(page -> page.path("level").asText())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> causes(String provider) {
        return BreakerStage.transitions(stage.stack(), provider).reversed().stream()
                .map(transition -> transition.path("cause").asText())
                .toList();
    }
}
