package io.downclimb.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is under way when a node is deployed goes on: every recorded history replays with the workflows as they are now. */
class ReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static ReplayWorker worker;

    @BeforeAll
    static void start() {
        worker = ReplayWorker.asReleased();
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @ParameterizedTest
    @MethodSource("names")
    void replays(String name) {
        assertThatCode(() -> worker.replay(Histories.of(name)))
                .as("%s. Is the workflow meant to change? See docs/replay.md", name)
                .doesNotThrowAnyException();
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
        for (JsonNode payload : history.findParents("data")) {
            String message = new String(payload.path("data").binaryValue(), StandardCharsets.UTF_8);
            String newer = message.replaceFirst("^\\{", "{\"added\":1,");
            ((ObjectNode) payload).put("data", newer.getBytes(StandardCharsets.UTF_8));
        }
        assertThatCode(() -> worker.replay(WorkflowExecutionHistory.fromJson(history.toString())))
                .doesNotThrowAnyException();
    }
}
