package io.downclimb.incident.story;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import io.downclimb.incident.IncidentFormatException;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.workflows.WorkflowData;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheFill;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.request.RequestInput;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.common.converter.DataConverter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's history. Decisions are taken at the time that the workflow itself sees: when its task was started, or when the step next to
 * it ended. Events that say nothing about the request are passed over.
 */
final class HistoryFacts {
    private static final String STEP = "LocalActivity";
    private static final String CALL = "Attempt";

    private final DataConverter converter = WorkflowData.converter();
    private final List<Fact> facts = new ArrayList<>();
    private final Map<Long, AttemptOrder> orders = new HashMap<>();
    private @Nullable String callerQueue;
    /** The workflow's own clock. */
    private long now;

    private HistoryFacts() {}

    static List<Fact> of(IncidentHistory history) {
        HistoryFacts reader = new HistoryFacts();
        long event = 0;
        try {
            History.Builder events = History.newBuilder();
            JsonFormat.parser().ignoringUnknownFields().merge(history.json(), events);
            for (HistoryEvent one : events.getEventsList()) {
                event = one.getEventId();
                reader.read(one);
            }
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            throw new IncidentFormatException(
                    "the history of %s cannot be read%s: export it again, or leave it out"
                            .formatted(history.workflowId(), event == 0 ? "" : " at event " + event),
                    e);
        }
        return reader.facts;
    }

    private void read(HistoryEvent event) {
        long at = millis(event.getEventTime());
        switch (event.getEventType()) {
            case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED -> {
                RequestInput input = payload(
                        event.getWorkflowExecutionStartedEventAttributes().getInput(), RequestInput.class);
                callerQueue = input.callerQueue();
                now = at;
            }
            case EVENT_TYPE_WORKFLOW_TASK_STARTED -> now = at;
            case EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT ->
                facts.add(new Fact.DecisionLost(at, "the node that decided said nothing any more; another took over"));
            case EVENT_TYPE_WORKFLOW_TASK_FAILED ->
                facts.add(new Fact.DecisionLost(at, "a node could not decide; it was tried again"));
            case EVENT_TYPE_MARKER_RECORDED -> step(event.getMarkerRecordedEventAttributes(), at);
            case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ->
                ordered(event.getEventId(), event.getActivityTaskScheduledEventAttributes());
            case EVENT_TYPE_ACTIVITY_TASK_STARTED -> {
                var started = event.getActivityTaskStartedEventAttributes();
                AttemptOrder order = orders.get(started.getScheduledEventId());
                if (order != null && started.getAttempt() > 1) {
                    facts.add(new Fact.TakenUpAgain(at, order.number(), started.getAttempt()));
                }
            }
            case EVENT_TYPE_ACTIVITY_TASK_COMPLETED -> {
                var completed = event.getActivityTaskCompletedEventAttributes();
                if (orders.containsKey(completed.getScheduledEventId())) {
                    brought(at, payload(completed.getResult(), AttemptResult.class), false);
                }
            }
            case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT -> {
                var timedOut = event.getActivityTaskTimedOutEventAttributes();
                noResult(
                        at,
                        timedOut.getScheduledEventId(),
                        words(timedOut.getFailure().getTimeoutFailureInfo().getTimeoutType()));
            }
            case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
                noResult(
                        at,
                        event.getActivityTaskFailedEventAttributes().getScheduledEventId(),
                        "it was not sent: the request had been concluded or erased meanwhile");
            case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
                noResult(
                        at,
                        event.getActivityTaskCanceledEventAttributes().getScheduledEventId(),
                        "it was cancelled with the request");
            case EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED -> facts.add(new Fact.CancelAsked(at));
            default -> {}
        }
    }

    private void ordered(long event, ActivityTaskScheduledEventAttributes scheduled) {
        if (!scheduled.getActivityType().getName().equals(CALL)) {
            return;
        }
        AttemptOrder order = payload(scheduled.getInput(), AttemptOrder.class);
        orders.put(event, order);
        boolean atCaller = scheduled.getTaskQueue().getName().equals(callerQueue);
        facts.add(new Fact.Ordered(now, order, atCaller ? Fact.Way.CALLERS_NODE : Fact.Way.ANY_NODE));
    }

    /** A step next to the decision. The marker is written when the decision is, so its own time counts. */
    private void step(MarkerRecordedEventAttributes marker, long written) {
        if (!marker.getMarkerName().equals(STEP)) {
            return;
        }
        Map<String, Payloads> details = marker.getDetailsMap();
        long asked = now;
        Long time = detail(details, "time", Long.class);
        now = time == null ? written : time;
        Payloads result = details.get("result");
        switch (String.valueOf(detail(details, "type", String.class))) {
            case "Prepare" -> {
                if (result != null) {
                    facts.add(new Fact.Known(now, payload(result, Prepared.class)));
                }
            }
            case CALL -> {
                AttemptOrder order = payload(required(details, "input"), AttemptOrder.class);
                facts.add(new Fact.Ordered(asked, order, Fact.Way.INLINE));
                if (result == null) {
                    facts.add(new Fact.NoResult(now, order.number(), "it ended without a result"));
                } else {
                    brought(now, payload(result, AttemptResult.class), false);
                }
            }
            case "Recall" -> {
                if (result != null) {
                    brought(now, payload(result, AttemptResult.class), true);
                }
            }
            case "Conclude" -> {
                if (result != null) {
                    facts.add(new Fact.Ended(
                            now,
                            payload(required(details, "input"), Conclusion.class),
                            payload(result, Concluded.class)));
                }
            }
            case "FillCache" -> facts.add(new Fact.Filled(now, payload(required(details, "input"), CacheFill.class)));
            default -> {}
        }
    }

    private void brought(long at, AttemptResult result, boolean recalled) {
        facts.add(new Fact.Brought(at, result, recalled));
        Concluded concluded = result.concluded();
        if (concluded != null) {
            facts.add(new Fact.Ended(at, null, concluded));
        }
    }

    private void noResult(long at, long scheduled, String why) {
        AttemptOrder order = orders.get(scheduled);
        if (order != null) {
            facts.add(new Fact.NoResult(at, order.number(), why));
        }
    }

    private static String words(TimeoutType type) {
        return switch (type) {
            case TIMEOUT_TYPE_SCHEDULE_TO_START -> "the caller's node did not take it up";
            case TIMEOUT_TYPE_HEARTBEAT -> "the node that made it said nothing any more";
            default -> "no worker had answered when all its time was over";
        };
    }

    private <T> T payload(Payloads payloads, Class<T> type) {
        return converter.fromPayloads(0, Optional.of(payloads), type, type);
    }

    private <T> @Nullable T detail(Map<String, Payloads> details, String name, Class<T> type) {
        Payloads payloads = details.get(name);
        return payloads == null ? null : payload(payloads, type);
    }

    private static Payloads required(Map<String, Payloads> details, String name) {
        Payloads payloads = details.get(name);
        if (payloads == null) {
            throw new IllegalArgumentException("a step without its " + name);
        }
        return payloads;
    }

    private static long millis(Timestamp time) {
        return time.getSeconds() * 1_000 + time.getNanos() / 1_000_000;
    }
}
