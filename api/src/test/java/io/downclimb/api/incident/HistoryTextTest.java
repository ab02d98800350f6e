package io.downclimb.api.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a history looks like in a file. */
class HistoryTextTest {
    private static List<HistoryEvent> events(String... types) {
        return Stream.of(types).map(HistoryTextTest::event).toList();
    }

    private static HistoryEvent event(String type) {
        HistoryEvent.Builder event = HistoryEvent.newBuilder().setEventType(EventType.valueOf("EVENT_TYPE_" + type));
        if (type.equals("WORKFLOW_EXECUTION_STARTED")) {
            event.setWorkflowExecutionStartedEventAttributes(
                    WorkflowExecutionStartedEventAttributes.newBuilder().setWorkflowId("request/default/1"));
        }
        return event.build();
    }

    private static List<String> kept(String... types) {
        @Nullable String json = HistoryText.of(events(types));
        if (json == null) {
            return List.of();
        }
        return WorkflowExecutionHistory.fromJson(json).getEvents().stream()
                .map(event -> event.getEventType().name().substring("EVENT_TYPE_".length()))
                .toList();
    }

    @Test
    void anEndedHistoryIsWhole() {
        String[] whole = {
            "WORKFLOW_EXECUTION_STARTED",
            "WORKFLOW_TASK_SCHEDULED",
            "WORKFLOW_TASK_STARTED",
            "WORKFLOW_TASK_COMPLETED",
            "WORKFLOW_EXECUTION_COMPLETED"
        };
        assertThat(kept(whole)).containsExactly(whole);
    }

    @Test
    void aDecisionUnderWayIsCutOff() {
        assertThat(kept(
                        "WORKFLOW_EXECUTION_STARTED",
                        "WORKFLOW_TASK_SCHEDULED",
                        "WORKFLOW_TASK_STARTED",
                        "WORKFLOW_TASK_COMPLETED",
                        "TIMER_STARTED",
                        "WORKFLOW_EXECUTION_SIGNALED",
                        "WORKFLOW_TASK_SCHEDULED",
                        "WORKFLOW_TASK_STARTED",
                        "WORKFLOW_TASK_FAILED",
                        "WORKFLOW_TASK_SCHEDULED",
                        "WORKFLOW_TASK_STARTED"))
                .endsWith("TIMER_STARTED", "WORKFLOW_EXECUTION_SIGNALED")
                .hasSize(6);
    }

    @Test
    void whatHasDecidedNothingIsNoHistoryYet() {
        assertThat(kept("WORKFLOW_EXECUTION_STARTED", "WORKFLOW_TASK_SCHEDULED", "WORKFLOW_TASK_STARTED"))
                .isEmpty();
    }

    @Test
    void machinesAreNotNamed() {
        String json = """
                {"identity":"downclimb@17@host","workerIdentity": "a \\"b\\"","taskQueue":{"name":"downclimb@17@host:1f","kind":"TASK_QUEUE_KIND_STICKY","normalName":"q"},"other":{"name":"q","kind":"TASK_QUEUE_KIND_NORMAL"}}""";
        assertThat(HistoryText.withoutMachines(json)).isEqualTo("""
                        {"identity":"node","workerIdentity":"node","taskQueue":{"name":"sticky","kind":"TASK_QUEUE_KIND_STICKY","normalName":"q"},"other":{"name":"q","kind":"TASK_QUEUE_KIND_NORMAL"}}""");
    }
}
