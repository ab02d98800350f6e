package io.downclimb.api.incident;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A history as it stands in an incident file. */
final class HistoryText {
    private static final Pattern IDENTITY =
            Pattern.compile("\"((?:worker)?[iI]dentity)\":\\s*\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern STICKY_QUEUE =
            Pattern.compile("\"name\":\\s*\"(?:[^\"\\\\]|\\\\.)*\",\\s*\"kind\":\\s*\"TASK_QUEUE_KIND_STICKY\"");

    private HistoryText() {}

    /**
     * As Temporal's own tools write and read it, up to the last moment at which nothing was being decided, without names of machines; null where
     * nothing has been decided yet.
     */
    static @Nullable String of(List<HistoryEvent> events) {
        List<HistoryEvent> settled = settled(events);
        if (settled.size() <= 1) {
            return null;
        }
        History history = History.newBuilder().addAllEvents(settled).build();
        return withoutMachines(new WorkflowExecutionHistory(history).toJson(false));
    }

    /** The names of machines and processes are nobody's business. */
    static String withoutMachines(String json) {
        String anonymous = IDENTITY.matcher(json).replaceAll("\"$1\":\"node\"");
        return STICKY_QUEUE.matcher(anonymous).replaceAll("\"name\":\"sticky\",\"kind\":\"TASK_QUEUE_KIND_STICKY\"");
    }

    /** A decision that is under way has left no commands yet: it is cut off, and what was heard meanwhile with it. */
    private static List<HistoryEvent> settled(List<HistoryEvent> events) {
        for (int index = events.size() - 1; index > 0; index--) {
            EventType type = events.get(index).getEventType();
            if (type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED || ends(type)) {
                return events;
            }
            if (type == EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED) {
                // What came before was settled, or a decision that failed and is tried again.
                return settled(events.subList(0, index));
            }
        }
        return events;
    }

    private static boolean ends(EventType type) {
        return type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED
                || type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED
                || type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED
                || type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED
                || type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT
                || type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW;
    }
}
