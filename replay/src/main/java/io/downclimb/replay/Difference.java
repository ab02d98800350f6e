package io.downclimb.replay;

import org.jspecify.annotations.Nullable;

/**
 * Where the workflows, as they are, part from what a history holds.
 *
 * @param type of the workflow: Request, Breaker, Judge, Status
 * @param eventId the first event that is not repeated
 * @param eventType of that event, such as ACTIVITY_TASK_SCHEDULED
 * @param expected what the history holds, in words
 * @param asked what the code asks for instead, in words
 * @param engine what Temporal says; null where it would not notice
 */
public record Difference(
        String workflowId,
        String runId,
        String type,
        long eventId,
        String eventType,
        String expected,
        String asked,
        @Nullable String engine) {

    /** Whether a workflow that is under way would be stuck; else it would go on, and otherwise than before. */
    public boolean isStuck() {
        return engine != null;
    }

    /** In a sentence. */
    public String message() {
        String consequence = isStuck()
                ? "one under way would be stuck: " + engine
                : "one under way would go on, and otherwise than it did";
        return "%s %s, event %d (%s): recorded is %s, and the code asks for %s (%s)"
                .formatted(type, workflowId, eventId, eventType, expected, asked, consequence);
    }
}
