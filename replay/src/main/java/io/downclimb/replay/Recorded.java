package io.downclimb.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.util.Durations;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decision as the history holds it: which step or activity with which order, how long a wait, which labels, which result, or what it
 * continued with.
 *
 * @param with as it was written; null where the history does not say
 * @param waitMs of a wait
 */
record Recorded(
        long eventId,
        EventType eventType,
        Kind kind,
        String name,
        @Nullable Payload with,
        long waitMs,
        Map<String, Payload> labels) {
    private static final String LOCAL_ACTIVITY = "LocalActivity";
    /** The engine's own label, for versions of the code. */
    private static final String VERSIONS = "TemporalChangeVersion";

    /** Empty where the event is none of the workflow's decisions. */
    static Optional<Recorded> of(HistoryEvent event) {
        return Optional.ofNullable(
                switch (event.getAttributesCase()) {
                    case MARKER_RECORDED_EVENT_ATTRIBUTES -> step(event, event.getMarkerRecordedEventAttributes());
                    case ACTIVITY_TASK_SCHEDULED_EVENT_ATTRIBUTES -> {
                        var call = event.getActivityTaskScheduledEventAttributes();
                        yield of(event, Kind.ACTIVITY, call.getActivityType().getName(), first(call.getInput()));
                    }
                    case TIMER_STARTED_EVENT_ATTRIBUTES -> {
                        var wait = event.getTimerStartedEventAttributes().getStartToFireTimeout();
                        long ms = Durations.toMillis(wait);
                        yield new Recorded(
                                event.getEventId(), event.getEventType(), Kind.WAIT, "wait", null, ms, Map.of());
                    }
                    case UPSERT_WORKFLOW_SEARCH_ATTRIBUTES_EVENT_ATTRIBUTES -> labels(event);
                    case WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES ->
                        of(
                                event,
                                Kind.RESULT,
                                "result",
                                first(event.getWorkflowExecutionCompletedEventAttributes()
                                        .getResult()));
                    case WORKFLOW_EXECUTION_CONTINUED_AS_NEW_EVENT_ATTRIBUTES ->
                        of(
                                event,
                                Kind.AGAIN,
                                "continued",
                                first(event.getWorkflowExecutionContinuedAsNewEventAttributes()
                                        .getInput()));
                    default -> null;
                });
    }

    private static Recorded of(HistoryEvent event, Kind kind, String name, @Nullable Payload with) {
        return new Recorded(event.getEventId(), event.getEventType(), kind, name, with, 0, Map.of());
    }

    private static @Nullable Recorded step(HistoryEvent event, MarkerRecordedEventAttributes marker) {
        if (!marker.getMarkerName().equals(LOCAL_ACTIVITY) || isToBeRepeated(marker)) {
            return null;
        }
        String name = Values.of(marker.getDetailsOrThrow("type").getPayloads(0)).asText();
        return of(event, Kind.STEP, name, told(name, marker));
    }

    /** A step that failed and that the engine repeats after a wait: the code hears only of the last try. */
    private static boolean isToBeRepeated(MarkerRecordedEventAttributes marker) {
        Payloads meta = marker.getDetailsMap().get("meta");
        return marker.hasFailure()
                && meta != null
                && meta.getPayloadsCount() > 0
                && Values.of(meta.getPayloads(0)).path("backoff").isNumber();
    }

    /** What a step was given; where the history leaves that out, what it says of it in its result. */
    private static @Nullable Payload told(String name, MarkerRecordedEventAttributes marker) {
        Payloads input = marker.getDetailsMap().get("input");
        if (input != null) {
            return first(input);
        }
        Payloads result = marker.getDetailsMap().get("result");
        return name.equals("KeepBreaker") && result != null ? first(result) : null;
    }

    private static @Nullable Recorded labels(HistoryEvent event) {
        Map<String, Payload> labels = new LinkedHashMap<>(event.getUpsertWorkflowSearchAttributesEventAttributes()
                .getSearchAttributes()
                .getIndexedFieldsMap());
        if (labels.remove(VERSIONS) != null && labels.isEmpty()) {
            return null;
        }
        return new Recorded(
                event.getEventId(), event.getEventType(), Kind.LABELS, "labels", null, 0, Map.copyOf(labels));
    }

    private static @Nullable Payload first(Payloads payloads) {
        return payloads.getPayloadsCount() == 0 ? null : payloads.getPayloads(0);
    }

    boolean isOfTheKindOf(Asked asked) {
        return kind == asked.kind() && name.equals(asked.name());
    }

    /** Where what was asked for is not what was recorded: the path of the first member that differs. Both are of one kind. */
    Optional<String> differing(Asked asked) {
        if (with != null && asked.with() != null) {
            Payload now = Values.payload(asked.with());
            return now.getData().equals(with.getData())
                    ? Optional.empty()
                    : Values.differing(name, value(), Values.of(now));
        }
        return Values.differing(name, value(), asked.value());
    }

    JsonNode value() {
        if (kind == Kind.WAIT) {
            return Values.ofWait(waitMs);
        }
        if (kind == Kind.LABELS) {
            return Values.ofLabels(Labels.held(labels));
        }
        if (with == null) {
            return kind == Kind.STEP ? Values.none() : Values.of(new byte[0]);
        }
        return Values.of(with);
    }

    String words() {
        return kind == Kind.WAIT ? "a wait of " + waitMs + " ms" : kind.words(name);
    }
}
