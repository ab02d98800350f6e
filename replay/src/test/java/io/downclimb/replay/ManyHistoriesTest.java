package io.downclimb.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.incident.IncidentHistory;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Thousands of histories in one pass. */
class ManyHistoriesTest {
    private static final int TIMES = 50;

    @Test
    void areAllReplayed() {
        List<IncidentHistory> all =
                Histories.EXPECTED.stream().map(Histories::of).toList();
        List<IncidentHistory> many =
                Collections.nCopies(TIMES, all).stream().flatMap(List::stream).toList();
        try (Replayer replayer = Replayer.asReleased()) {
            Replays replays = replayer.replay(many);
            replays.assertRepeated();
            assertThat(replays.histories()).isEqualTo((long) TIMES * Histories.EXPECTED.size());
            assertThat(replays.byType())
                    .containsOnlyKeys("Request", "Breaker", "Judge", "Status")
                    .containsEntry("Judge", 2L * TIMES)
                    .containsEntry("Status", (long) TIMES);
        }
    }

    @Test
    void theFirstDifferencesAreToldInOrderAndTheRestIsCounted() {
        Stream<IncidentHistory> many = Collections.nCopies(20, Histories.of("primary-answers")).stream();
        try (Replayer replayer = Replayer.of(List.of(ReplayGuardTest.WaitsFirst.class))) {
            Replays replays = replayer.replay(numbered(many));
            assertThat(replays.different()).isEqualTo(20);
            assertThat(replays.differences())
                    .extracting(Difference::workflowId)
                    .containsExactly("request/0", "request/1", "request/2", "request/3", "request/4");
            assertThat(replays.message())
                    .startsWith(
                            "20 of 20 histories are not repeated by the workflows as they are:\n  - Request request/0, event 5")
                    .contains("and 15 more")
                    .contains("docs/replay.md");
        }
    }

    private static List<IncidentHistory> numbered(Stream<IncidentHistory> histories) {
        List<IncidentHistory> all = histories.toList();
        return IntStream.range(0, all.size())
                .mapToObj(place -> new IncidentHistory(
                        "request/" + place,
                        all.get(place).runId(),
                        all.get(place).type(),
                        all.get(place).json()))
                .toList();
    }
}
