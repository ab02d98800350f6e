package io.downclimb.replay;

import static io.downclimb.replay.IncidentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentFile;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.workflows.breaker.BreakerWorkflowImpl;
import io.downclimb.workflows.judge.JudgeWorkflowImpl;
import io.downclimb.workflows.status.StatusWorkflowImpl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A test class with an incident: what it gets, when it fails, and what it says then. */
class IncidentExtensionTest {
    private static final String WHOLE = "target/test-incidents/whole.zip";
    private static final String LACKING = "target/test-incidents/lacking.zip";

    @BeforeAll
    static void pack() throws Exception {
        Files.createDirectories(Path.of("target", "test-incidents"));
        Packer.pack(Path.of(WHOLE), all());
        Packer.pack(Path.of(LACKING), all(), "request/default/gone");
    }

    private static List<IncidentHistory> all() {
        return Histories.EXPECTED.stream().map(Histories::of).toList();
    }

    @Test
    void replaysOnceAndHandsTheIncidentOver() {
        EngineExecutionResults results = run(Whole.class);
        results.testEvents().assertStatistics(stats -> stats.succeeded(3).failed(0));
        assertThat(reported(results, "downclimb.replayed"))
                .containsExactly("73 histories, {Breaker=5, Judge=2, Request=65, Status=1}");
    }

    @Test
    void aChangedWorkflowFailsTheClassAndIsNamed() {
        EngineExecutionResults results = run(Changed.class);
        results.testEvents().assertStatistics(stats -> stats.started(0));
        assertThat(failure(results))
                .startsWith(WHOLE + ": ")
                .contains("histories are not repeated by the workflows as they are")
                .contains(
                        "event 5 (MARKER_RECORDED): recorded is the step Prepare, and the code asks for a wait of 1 ms")
                .contains("request/")
                .contains(" more")
                .contains("docs/replay.md");
    }

    @Test
    void whatIsMissingIsReported() {
        EngineExecutionResults results = run(Lacking.class);
        results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(0));
        assertThat(reported(results, "downclimb.missing-histories"))
                .singleElement()
                .asString()
                .contains("1 histories are not in", "request/default/gone", "retention of 24h");
    }

    @Test
    void whatIsMissingFailsWhereItMust() {
        assertThat(failure(run(Strict.class)))
                .contains("request/default/gone (older than the namespace's retention of 24h)")
                .contains("allowMissing");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(failure(run(Nowhere.class)))
                .contains("there is no incident \"incidents/nowhere.zip\"")
                .contains("src/test/resources");
    }

    private static EngineExecutionResults run(Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .execute();
    }

    private static String failure(EngineExecutionResults results) {
        return results.containerEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow().getMessage())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> reported(EngineExecutionResults results, String key) {
        List<String> reported = new ArrayList<>();
        results.allEvents().reportingEntryPublished().stream()
                .map(Event::getPayload)
                .map(payload -> (ReportEntry) payload.orElseThrow())
                .forEach(entry -> {
                    String value = entry.getKeyValuePairs().get(key);
                    if (value != null) {
                        reported.add(value);
                    }
                });
        return reported;
    }

    @ReplayIncident(WHOLE)
    static class Whole {
        private final Incident incident;

        Whole(Incident incident) {
            this.incident = incident;
        }

        @Test
        void isThere(Incident again, IncidentFile file, Replays replays) {
            assertThat(again).isSameAs(incident);
            assertThat(file.manifest()).isEqualTo(incident.manifest());
            assertThat(replays.areRepeated()).isTrue();
        }

        @Test
        void speaksInPlainWords() {
            assertThat(incident).answeredWithinDeadline(0.5);
            assertThat(incident).tierShare("primary").isBetween(0.1, 0.9);
        }

        @Nested
        class Within {
            @Test
            void isShared(Incident again) {
                assertThat(again).isSameAs(incident);
            }
        }
    }

    @ReplayIncident(
            value = WHOLE,
            workflows = {
                ReplayGuardTest.WaitsFirst.class,
                BreakerWorkflowImpl.class,
                JudgeWorkflowImpl.class,
                StatusWorkflowImpl.class
            })
    static class Changed {
        @Test
        void isNotReached() {}
    }

    @ReplayIncident(LACKING)
    static class Lacking {
        @Test
        void goesOn() {}
    }

    @ReplayIncident(value = LACKING, allowMissing = false)
    static class Strict {
        @Test
        void isNotReached() {}
    }

    @ReplayIncident("incidents/nowhere.zip")
    static class Nowhere {
        @Test
        void isNotReached() {}
    }
}
