package io.downclimb.replay;

import static io.downclimb.replay.IncidentAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is under way when a node is deployed goes on, and as it would have: every recorded history replays with the workflows as they are now, and
 * they decide what was decided then. The same orders in the same sequence, the same waits to the millisecond, the same conclusion.
 */
class ReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Replayer replayer;

    @BeforeAll
    static void start() {
        replayer = Replayer.asReleased();
    }

    @AfterAll
    static void stop() {
        replayer.close();
    }

    @ParameterizedTest
    @MethodSource("names")
    void isRepeated(String name) {
        assertThat(Histories.of(name)).isRepeatedBy(replayer);
    }

    static Stream<String> names() {
        return Histories.names();
    }

    @Test
    void noHistoryIsMissingAndNoneIsUnknown() {
        assertThat(Histories.names()).containsExactlyElementsOf(Histories.EXPECTED);
    }

    /** As long as deploys are rolling, an older node goes on with what a newer one has begun. */
    @Test
    void aFieldThatANewerNodeAddedIsIgnored() throws IOException {
        JsonNode history = JSON.readTree(Histories.json("primary-answers"));
        for (JsonNode event : history.path("events")) {
            if (event.has("workflowExecutionStartedEventAttributes")) {
                event.findParents("data").forEach(ReplayTest::addTo);
            }
            if (!event.has("workflowExecutionCompletedEventAttributes")) {
                event.findValues("result")
                        .forEach(result -> result.findParents("data").forEach(ReplayTest::addTo));
            }
        }
        assertThat(Histories.of("primary-answers", history.toString())).isRepeatedBy(replayer);
    }

    private static void addTo(JsonNode payload) {
        try {
            String message = new String(payload.path("data").binaryValue(), StandardCharsets.UTF_8);
            String newer = message.replaceFirst("^\\{", "{\"added\":1,");
            ((ObjectNode) payload).put("data", newer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As older tools of the engine wrote them. */
    @Test
    void aHistoryWithTheOlderNamesOfEventsReplays() {
        String older = WorkflowExecutionHistory.fromJson(Histories.json("canned-answers"))
                .toJson(false, true);
        assertThat(older).contains("\"WorkflowExecutionStarted\"");
        assertThat(Histories.of("canned-answers", older)).isRepeatedBy(replayer);
    }
}
