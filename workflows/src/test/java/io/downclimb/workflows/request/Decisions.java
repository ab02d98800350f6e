package io.downclimb.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.workflows.WorkflowData;
import io.downclimb.workflows.request.RecordingInterceptor.Asked;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a workflow decided, in order: which step with which order, how long a wait, which result, or what it continued with. */
final class Decisions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Decision(String what, JsonNode with) {}

    private final List<Decision> decisions;
    private final boolean cancelled;

    private Decisions(List<Decision> decisions, boolean cancelled) {
        this.decisions = decisions;
        this.cancelled = cancelled;
    }

    static Decisions recordedIn(WorkflowExecutionHistory history) {
        return new Decisions(
                history.getEvents().stream()
                        .map(Decisions::of)
                        .flatMap(Optional::stream)
                        .toList(),
                history.getLastEvent().getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
    }

    /** Asserts that the same was decided again. Fields that were added since are no difference. */
    void assertRepeatedBy(List<Asked> asked) {
        List<Decision> again = asked.stream()
                // The engine drops what a cancelled workflow returns.
                .filter(one -> !cancelled || !one.what().equals(RecordingInterceptor.RESULT))
                .map(one -> new Decision(one.what(), json(one.with())))
                .toList();
        assertThat(again)
                .extracting(Decision::what)
                .containsExactlyElementsOf(
                        decisions.stream().map(Decision::what).toList());
        for (int index = 0; index < decisions.size(); index++) {
            Decision decision = decisions.get(index);
            assertHolds(decision.what(), again.get(index).with(), decision.with());
        }
    }

    private static void assertHolds(String where, JsonNode now, JsonNode recorded) {
        if (!recorded.isObject()) {
            assertThat(now).as(where).isEqualTo(recorded);
            return;
        }
        recorded.properties()
                .forEach(member ->
                        assertHolds(where + "." + member.getKey(), now.path(member.getKey()), member.getValue()));
    }

    private static Optional<Decision> of(HistoryEvent event) {
        if (event.hasMarkerRecordedEventAttributes()) {
            MarkerRecordedEventAttributes marker = event.getMarkerRecordedEventAttributes();
            String step = json(marker.getDetailsOrThrow("type")).asText();
            return Optional.of(new Decision(step, told(marker)));
        }
        if (event.hasActivityTaskScheduledEventAttributes()) {
            ActivityTaskScheduledEventAttributes call = event.getActivityTaskScheduledEventAttributes();
            return Optional.of(new Decision(call.getActivityType().getName(), json(call.getInput())));
        }
        if (event.hasTimerStartedEventAttributes()) {
            var wait = event.getTimerStartedEventAttributes().getStartToFireTimeout();
            return Optional.of(new Decision(
                    RecordingInterceptor.TIMER, json(Duration.ofSeconds(wait.getSeconds(), wait.getNanos()))));
        }
        if (event.hasWorkflowExecutionCompletedEventAttributes()) {
            return Optional.of(new Decision(
                    RecordingInterceptor.RESULT,
                    json(event.getWorkflowExecutionCompletedEventAttributes().getResult())));
        }
        if (event.hasWorkflowExecutionContinuedAsNewEventAttributes()) {
            return Optional.of(new Decision(
                    RecordingInterceptor.AGAIN,
                    json(event.getWorkflowExecutionContinuedAsNewEventAttributes()
                            .getInput())));
        }
        return Optional.empty();
    }

    /** What a step was given; where the history leaves that out, what it says of it in its result. */
    private static JsonNode told(MarkerRecordedEventAttributes marker) {
        Payloads input = marker.getDetailsMap().get("input");
        if (input != null) {
            return json(input);
        }
        boolean kept = json(marker.getDetailsOrThrow("type")).asText().equals("KeepBreaker");
        return kept ? json(marker.getDetailsOrThrow("result")) : JSON.createObjectNode();
    }

    private static JsonNode json(Payloads payloads) {
        return parse(payloads.getPayloads(0).getData().toByteArray());
    }

    /** As it would be written into a history; a wait in ms, nothing for a workflow without a result. */
    private static JsonNode json(Object value) {
        if (value instanceof Duration wait) {
            return JSON.valueToTree(wait.toMillis());
        }
        return parse(WorkflowData.converter()
                .toPayload(value)
                .orElseThrow()
                .getData()
                .toByteArray());
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
