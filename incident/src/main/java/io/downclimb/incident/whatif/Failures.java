package io.downclimb.incident.whatif;

import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When calls ended that make a provider look sick. */
final class Failures {
    private Failures() {}

    /** Ends of failed calls in ms since 1970, in order, by provider. */
    static Map<String, List<Long>> byProvider(List<IncidentRequest> requests) {
        Map<String, List<Long>> ends = new HashMap<>();
        for (IncidentRequest request : requests) {
            for (IncidentAttempt attempt : request.attempts()) {
                AttemptResult result = attempt.result();
                if (result != null && isSick(result.outcome())) {
                    ends.computeIfAbsent(attempt.provider(), _ -> new ArrayList<>())
                            .add(attempt.sentAt() + result.totalMs());
                }
            }
        }
        ends.values().forEach(Collections::sort);
        return ends;
    }

    static boolean isSick(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                && !failed.detail().equals(Outcome.Failed.NOT_SENT)
                && switch (failed.errorClass()) {
                    case OVERLOADED, CONNECT, SILENT, CUT, MALFORMED -> true;
                    case RATE_LIMITED,
                            QUOTA,
                            AUTH,
                            MODEL_GONE,
                            CONTEXT_LENGTH,
                            CONTENT_POLICY,
                            INVALID_REQUEST,
                            LOST_WORKER,
                            REJECTED -> false;
                };
    }
}
