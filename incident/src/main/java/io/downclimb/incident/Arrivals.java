package io.downclimb.incident;

import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.HashMap;
import java.util.Map;

/** What holds between the records of a file: requests stand in the order of their arrival, and climb ladders that the file has. */
final class Arrivals {
    private final Map<String, Policy> policies = new HashMap<>();
    private final Limits limits;
    private long last;
    private int requests;

    Arrivals(Limits limits) {
        this.limits = limits;
    }

    void know(String hash, Policy policy) {
        if (policies.put(hash, policy) != null) {
            throw new IllegalArgumentException("policy %s is there twice".formatted(hash));
        }
    }

    Map<String, Policy> policies() {
        return policies;
    }

    void check(IncidentRequest request) {
        requests++;
        if (requests > limits.requests()) {
            throw new IllegalArgumentException("there are more than %d requests".formatted(limits.requests()));
        }
        Plausible.check(request, limits);
        if (request.receivedAt() < last) {
            throw new IllegalArgumentException("request %s was received at %d, before the one above it (%d)"
                    .formatted(request.id(), request.receivedAt(), last));
        }
        last = request.receivedAt();
        Policy policy = policies.get(request.policyHash());
        if (policy == null) {
            throw new IllegalArgumentException("request %s came under policy %s, which the file does not have"
                    .formatted(request.id(), request.policyHash()));
        }
        for (IncidentAttempt attempt : request.attempts()) {
            if (attempt.rung() >= policy.ladder().size()
                    || !(policy.ladder().get(attempt.rung()) instanceof Rung.Model)) {
                throw new IllegalArgumentException(
                        "attempt %d of request %s was made on rung %d, which is no model's in policy %s"
                                .formatted(attempt.number(), request.id(), attempt.rung(), request.policyHash()));
            }
        }
    }
}
