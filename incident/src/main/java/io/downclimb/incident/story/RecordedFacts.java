package io.downclimb.incident.story;

import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Concluded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the rows alone say of a request: its calls and its end, without when each was decided and what the breakers said at first. */
final class RecordedFacts {
    private RecordedFacts() {}

    static List<Fact> of(IncidentRequest request) {
        List<Fact> facts = new ArrayList<>();
        Map<Integer, Integer> calls = new HashMap<>();
        for (IncidentAttempt attempt : request.attempts()) {
            int retry = calls.merge(attempt.rung(), 1, Integer::sum) - 1;
            facts.add(new Fact.Ordered(attempt.sentAt(), order(request, attempt, retry), Fact.Way.UNKNOWN));
            if (attempt.sends() > 1) {
                facts.add(new Fact.TakenUpAgain(attempt.sentAt(), attempt.number(), attempt.sends()));
            }
            Long finished = attempt.finishedAt();
            AttemptResult result = attempt.result();
            if (finished != null && result != null) {
                facts.add(new Fact.Brought(finished, result, false));
            } else {
                facts.add(new Fact.NoResult(
                        finished == null ? attempt.sentAt() : finished,
                        attempt.number(),
                        "its end was never recorded"));
            }
        }
        Long concludedAt = request.concludedAt();
        String outcome = request.outcome();
        if (concludedAt != null && outcome != null) {
            facts.add(new Fact.Ended(
                    concludedAt,
                    null,
                    new Concluded(
                            outcome, request.tier(), request.provider(), request.model(), request.degraded(), true)));
        }
        return facts;
    }

    private static AttemptOrder order(IncidentRequest request, IncidentAttempt attempt, int retry) {
        return new AttemptOrder(
                request.id(),
                request.policyHash(),
                attempt.number(),
                attempt.rung(),
                attempt.tier(),
                attempt.provider(),
                attempt.model(),
                0,
                0,
                request.deadlineAt(),
                retry);
    }
}
