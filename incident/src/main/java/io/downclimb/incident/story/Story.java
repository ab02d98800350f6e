package io.downclimb.incident.story;

import io.downclimb.incident.IncidentHistory;
import io.downclimb.incident.IncidentJudgement;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.policy.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one request, step by step.
 *
 * @param workflowId as in Temporal
 * @param runId null where no history is at hand
 * @param receivedAt in ms since 1970
 * @param deadlineMs from arrival to the deadline, in ms
 * @param outcome answered, failed, cancelled; null while it is open
 * @param concludedAfterMs from arrival to the conclusion, in ms; null while it is open
 * @param costUsd US dollars, as a decimal number; null where it is not known
 * @param notes what the reader should know of the story itself, such as that no history was at hand
 */
public record Story(
        String requestId,
        String route,
        String policyHash,
        String workflowId,
        @Nullable String runId,
        long receivedAt,
        long deadlineMs,
        @Nullable String outcome,
        @Nullable String tier,
        boolean degraded,
        @Nullable Long concludedAfterMs,
        @Nullable String costUsd,
        List<Step> steps,
        List<String> notes) {
    public Story {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /**
     * Tells the story.
     *
     * @param policy the one that the request names
     * @param history of the request's workflow; null where there is none: then it is told from what was recorded of its calls
     * @param whyNoHistory why there is no history, in words; null where there is one, or nobody knows
     * @param transitions of any breakers, at any time
     * @param judgements of any requests
     * @throws io.downclimb.incident.IncidentFormatException where the history is not one of a request
     */
    public static Story of(
            IncidentRequest request,
            Policy policy,
            @Nullable IncidentHistory history,
            @Nullable String whyNoHistory,
            List<IncidentTransition> transitions,
            List<IncidentJudgement> judgements) {
        return new Narrator(request, policy, new Circuits(transitions), judgements).tell(history, whyNoHistory);
    }
}
