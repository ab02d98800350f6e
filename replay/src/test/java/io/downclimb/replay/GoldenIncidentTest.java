package io.downclimb.replay;

import static io.downclimb.replay.IncidentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentFile;
import io.downclimb.workflows.breaker.BreakerWorkflowImpl;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.judge.JudgeWorkflowImpl;
import io.downclimb.workflows.status.StatusWorkflowImpl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * One incident for each kind of failure, recorded from the real stack: every workflow in it is replayed with the code as it is, and what its callers
 * met is as the product promises. See docs/replay.md.
 */
class GoldenIncidentTest {
    private static final List<String> EXPECTED = List.of(
            "garbage.zip",
            "hang.zip",
            "lost-worker.zip",
            "outage.zip",
            "quality-drop.zip",
            "refused-key.zip",
            "slow.zip");

    @Test
    void noIncidentIsMissingAndNoneIsUnknown() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "incidents"))) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactlyElementsOf(EXPECTED);
        }
    }

    @Nested
    @ReplayIncident(value = "incidents/outage.zip", allowMissing = false)
    class Outage {
        @Test
        void everybodyWasAnsweredAndTheBreakerTripped(Incident incident) {
            assertThat(incident).answeredWithinDeadline().nobodyWasAnsweredByAnOpenProvider();
            assertThat(incident)
                    .provider("outage")
                    .trippedWithin(Duration.ofSeconds(15))
                    .returnedWithin(Duration.ofMinutes(2));
            assertThat(incident).tierShares().containsOnlyKeys("primary", "secondary");
            assertThat(incident).callsTo("outage", Phase.OPEN).isZero();
        }

        @Test
        void everyWorkflowOfItWasReplayed(Incident incident, Replays replays) {
            assertThat(replays.byType())
                    .containsEntry("Request", (long) incident.requests().size())
                    .containsEntry("Breaker", (long) incident.breakers().size());
        }

        @Test
        void aChangeOfTheOrderIsCaughtInEachRequestAndNamed(Incident incident, IncidentFile file) {
            Replays replays = replayWith(ReplayGuardTest.WaitsFirst.class, file);
            assertThat(replays.different()).isEqualTo(incident.requests().size());
            assertThat(replays.message())
                    .contains(incident.requests().getFirst().workflowId())
                    .contains("recorded is the step Prepare, and the code asks for a wait of 1 ms");
        }

        @Test
        void aCompatibleChangePasses(IncidentFile file) {
            replayWith(ReplayGuardTest.WaitsFirstSinceVersionOne.class, file).assertRepeated();
        }

        private static Replays replayWith(Class<?> requests, IncidentFile file) {
            List<Class<?>> workflows =
                    List.of(requests, BreakerWorkflowImpl.class, JudgeWorkflowImpl.class, StatusWorkflowImpl.class);
            try (Replayer replayer = Replayer.of(workflows)) {
                return replayer.replay(file);
            }
        }
    }

    @Nested
    @ReplayIncident(value = "incidents/hang.zip", allowMissing = false)
    class Hang {
        @Test
        void nobodyHungWithTheProvider(Incident incident) {
            assertThat(incident).answeredWithinDeadline();
            assertThat(incident).provider("hang").trippedWithin(Duration.ofSeconds(20));
            assertThat(incident).timeToAnswer(1).isLessThan(Duration.ofSeconds(6));
        }
    }

    @Nested
    @ReplayIncident(value = "incidents/garbage.zip", allowMissing = false)
    class Garbage {
        @Test
        void garbageWasTurnedDown(Incident incident) {
            assertThat(incident).answeredWithinDeadline();
            assertThat(incident).provider("garbage").trippedWithin(Duration.ofSeconds(30));
        }
    }

    @Nested
    @ReplayIncident(value = "incidents/quality-drop.zip", allowMissing = false)
    class QualityDrop {
        @Test
        void theRungWasPassedOverOnceItsScoresFell(Incident incident) {
            assertThat(incident).answeredWithinDeadline();
            assertThat(incident).tierShare("secondary").isPositive();
            assertThat(incident.judgements())
                    .anyMatch(judgement -> judgement.score() != null && judgement.score() < 0.5);
        }
    }

    @Nested
    @ReplayIncident(value = "incidents/refused-key.zip", allowMissing = false)
    class RefusedKey {
        @Test
        void aRefusedKeyIsNotTriedAgainAndAgain(Incident incident) {
            assertThat(incident).answeredWithinDeadline();
            assertThat(incident).provider("refused-key").trippedWithin(Duration.ofSeconds(10));
        }
    }

    @Nested
    @ReplayIncident(value = "incidents/lost-worker.zip", allowMissing = false)
    class LostWorker {
        @Test
        void lostCallsAreNoNewsAboutTheProvider(Incident incident) {
            assertThat(incident).answeredWithinDeadline().didNotTrip();
            assertThat(incident.requests())
                    .anyMatch(request -> request.classes().contains("primary:LOST_WORKER"));
        }
    }

    @Nested
    @ReplayIncident(value = "incidents/slow.zip", allowMissing = false)
    class Slow {
        @Test
        void everybodyWasAnswered(Incident incident) {
            assertThat(incident).answeredWithinDeadline();
            assertThat(incident).timeToAnswer(0.9).isGreaterThan(Duration.ofMillis(1_200));
        }
    }
}
