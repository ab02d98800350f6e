package io.downclimb.activities.request;

import io.downclimb.db.AttemptRepository;
import io.downclimb.db.AttemptRow;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * The airbag. When the reserve is nearly spent and the workflow has not concluded (a stalled engine, an overloaded node), the door
 * concludes by itself from what is recorded: with a whole answer that was paid for, else with the canned text, else with an honest
 * failure. The workflow finds that conclusion when it gets there.
 */
@Singleton
public class DeadlineGuard {
    private final AttemptRepository attempts;
    private final PolicyBook policies;
    private final Conclusions conclusions;

    DeadlineGuard(AttemptRepository attempts, PolicyBook policies, Conclusions conclusions) {
        this.attempts = attempts;
        this.policies = policies;
        this.conclusions = conclusions;
    }

    public Concluded conclude(String requestId, String policyHash) {
        Policy policy = policies.policy(policyHash);
        List<AttemptRow> rows = attempts.findAll(UUID.fromString(requestId));
        Conclusion.End end = rows.stream()
                .filter(row -> "whole".equals(row.outcome()) || "refused".equals(row.outcome()))
                .findFirst()
                .map(row -> (Conclusion.End) new Conclusion.ByAttempt(
                        row.rung(),
                        row.tier(),
                        row.number(),
                        policy.isBelowFirstModel(row.rung()),
                        "refused".equals(row.outcome())))
                .orElseGet(() -> lastRung(policy));
        return conclusions.concludeFromRecord(requestId, policyHash, end);
    }

    private static Conclusion.End lastRung(Policy policy) {
        int last = policy.ladder().size() - 1;
        return policy.ladder().get(last) instanceof Rung.Canned canned
                ? new Conclusion.ByCanned(last, canned.tier())
                : new Conclusion.Failed(null, null, "the deadline came before an answer");
    }
}
