package io.downclimb.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.incident.IncidentHistory;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first decision that was not repeated.
 *
 * <ol>
 *   <li>The history's decisions, in order, against what the code asked for: the kind, the name, and then each recorded member of what was handed over.
 *   <li>What the code asks for beyond them is a difference, too, unless the history was cut while a decision was outstanding.
 *   <li>Where the engine stopped and neither tells why, the engine's own words.
 * </ol>
 */
final class Comparison {
    private static final Pattern STOPPED_AT = Pattern.compile("Failure handling event (\\d+) of type '(\\w+)'");
    private static final Pattern SAID = Pattern.compile("(?:NonDeterministicException|Exception|Error): ([^\\n]*)");
    private static final String NOTHING = "nothing more";

    private final IncidentHistory history;
    private final List<HistoryEvent> events;
    private final List<Recorded> recorded;
    private final List<Asked> asked;
    private final List<Asked> waitedFor;

    Comparison(IncidentHistory history, WorkflowExecutionHistory read, Trace trace) {
        this.history = history;
        events = read.getEvents();
        recorded = events.stream().map(Recorded::of).flatMap(Optional::stream).toList();
        boolean cancelled = read.getLastEvent().getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED;
        asked = trace.asked().stream()
                // The engine drops what a cancelled workflow returns.
                .filter(one -> !cancelled || one.kind() != Kind.RESULT)
                .toList();
        waitedFor = trace.waitedFor();
    }

    /**
     * The first difference; empty where all was repeated.
     *
     * @param failure how the engine's own check ended; null where it passed
     */
    Optional<Difference> first(@Nullable Exception failure) {
        String engine = failure == null ? null : said(failure);
        for (int index = 0; index < recorded.size(); index++) {
            Recorded then = recorded.get(index);
            if (index >= asked.size()) {
                return missing(then, engine, failure);
            }
            Asked now = asked.get(index);
            if (!then.isOfTheKindOf(now)) {
                return Optional.of(difference(then, then.words(), now.words(), engine));
            }
            Optional<String> path = then.differing(now);
            if (path.isPresent()) {
                return Optional.of(difference(
                        then, shown(path.get(), then, then.value()), shown(path.get(), then, now.value()), engine));
            }
        }
        if (asked.size() > recorded.size() && (engine != null || isSettled())) {
            return Optional.of(atTheEnd(asked.get(recorded.size()), engine));
        }
        if (engine == null && isOpen() && isSettled() && !waitedFor.isEmpty()) {
            return Optional.of(atTheEnd(waitedFor.getFirst(), null));
        }
        return failure == null ? Optional.empty() : Optional.of(byTheEngine(failure, engine));
    }

    private Optional<Difference> missing(Recorded then, @Nullable String engine, @Nullable Exception failure) {
        boolean sameIsWaitedFor = waitedFor.stream().anyMatch(then::isOfTheKindOf);
        if (sameIsWaitedFor && failure != null) {
            return Optional.of(byTheEngine(failure, engine));
        }
        String now = waitedFor.isEmpty() ? NOTHING : waitedFor.getFirst().words();
        return Optional.of(difference(then, then.words(), now, engine));
    }

    private static String shown(String path, Recorded then, JsonNode value) {
        return path + " = " + Values.text(Values.at(value, path, then.name()));
    }

    private Difference difference(Recorded then, String expected, String now, @Nullable String engine) {
        return difference(then.eventId(), then.eventType().name(), expected, now, engine);
    }

    private Difference difference(
            long eventId, String eventType, String expected, String now, @Nullable String engine) {
        return new Difference(
                history.workflowId(),
                history.runId(),
                history.type(),
                eventId,
                eventType.replaceFirst("^EVENT_TYPE_", ""),
                expected,
                now,
                engine);
    }

    private Difference atTheEnd(Asked now, @Nullable String engine) {
        HistoryEvent last = events.getLast();
        return difference(last.getEventId(), last.getEventType().name(), NOTHING, now.words(), engine);
    }

    private Difference byTheEngine(Exception failure, @Nullable String engine) {
        Matcher stopped = STOPPED_AT.matcher(String.valueOf(failure.getMessage()));
        if (!stopped.find()) {
            HistoryEvent last = events.getLast();
            return difference(last.getEventId(), last.getEventType().name(), "its end", "something else", engine);
        }
        long eventId = Long.parseLong(stopped.group(1));
        String expected = recorded.stream()
                .filter(one -> one.eventId() == eventId)
                .map(Recorded::words)
                .findFirst()
                .orElse("this event");
        return difference(eventId, stopped.group(2), expected, "something that does not lead there", engine);
    }

    /** The first line of what the engine complained of, without its stack. */
    private static String said(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher said = SAID.matcher(message);
        return said.find() ? said.group(1).strip() : message.lines().findFirst().orElse("it gives no reason");
    }

    /** Whether no decision was outstanding when the history was read: the last one had been told to the engine. */
    private boolean isSettled() {
        return events.reversed().stream()
                .map(HistoryEvent::getEventType)
                .filter(Comparison::isOfATask)
                .findFirst()
                .map(type -> type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                .orElse(false);
    }

    private boolean isOpen() {
        return !events.getLast().getEventType().name().startsWith("EVENT_TYPE_WORKFLOW_EXECUTION_");
    }

    private static boolean isOfATask(EventType type) {
        return type.name().startsWith("EVENT_TYPE_WORKFLOW_TASK_");
    }
}
