package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Rung;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An incident's requests, as they come in again under policies that may be others.
 *
 * <ol>
 *   <li>A caller who allowed less than the route's deadline allows as much in ms; all others allow what the route does.
 *   <li>What the cache held for a request it holds again, of the same freshness. What it may have held for others is not known: nothing.
 *   <li>A rung that could not carry a request cannot carry it again.
 *   <li>A caller who hung up hangs up at the same time, unless the request is concluded by then.
 *   <li>A request that joined another one by its key is that one: it has no arrival of its own.
 * </ol>
 */
final class Arrivals {
    private final Incident incident;
    private final Map<String, Policy> changed;
    private final Map<String, String> hashes;
    private final long endMs;

    private Arrivals(Incident incident, Map<String, Policy> changed, Timing timing) {
        this.incident = incident;
        this.changed = changed;
        hashes = changed.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> PolicyJson.hash(entry.getValue())));
        endMs = timing.end().median();
    }

    /**
     * All of them.
     *
     * @param changed policies by route; a route that is not among them keeps each request's own
     */
    static List<Arrival> of(Incident incident, Map<String, Policy> changed, Timing timing) {
        Arrivals arrivals = new Arrivals(incident, changed, timing);
        return incident.requests().stream().map(arrivals::arrival).toList();
    }

    private Arrival arrival(IncidentRequest request) {
        Policy own = incident.policies().get(request.policyHash());
        Policy other = changed.get(request.route());
        Policy policy = other == null ? own : other;
        if (policy == null) {
            throw new IllegalArgumentException(
                    "the incident does not hold policy %s, under which request %s came: give a policy for route %s"
                            .formatted(request.policyHash(), request.id(), request.route()));
        }
        long allowed = request.deadlineAt() - request.receivedAt();
        long whole = policy.deadline().toMillis();
        boolean sameDeadline = own != null && own.deadline().equals(policy.deadline());
        boolean restricted = request.share() < 1;
        long left = sameDeadline ? allowed : restricted ? Math.min(allowed, whole) : whole;
        double share = sameDeadline ? request.share() : restricted ? Math.min(1, (double) left / whole) : 1;
        return new Arrival(
                request.id(),
                request.tenant(),
                other == null ? request.policyHash() : String.valueOf(hashes.get(request.route())),
                policy,
                request.receivedAt(),
                request.receivedAt() + left,
                share,
                request.keyed(),
                start(request),
                own == null ? null : cached(request, own),
                Unfit.skips(request, own, policy),
                "cancelled".equals(request.outcome()) ? request.concludedAt() : null);
    }

    private @Nullable Long start(IncidentRequest request) {
        if (!request.attempts().isEmpty()) {
            return Math.max(0, request.attempts().getFirst().sentAt() - request.receivedAt());
        }
        Long concludedAt = request.concludedAt();
        return concludedAt == null || "cancelled".equals(request.outcome())
                ? null
                : Long.valueOf(Math.max(0, concludedAt - request.receivedAt() - endMs));
    }

    private static @Nullable CacheHit cached(IncidentRequest request, Policy own) {
        boolean byCache = own.ladder().getFirst() instanceof Rung.Cache cache
                && cache.tier().equals(request.tier());
        return byCache
                ? new CacheHit(
                        "recorded",
                        0,
                        String.valueOf(request.provider()),
                        String.valueOf(request.model()),
                        !request.degraded(),
                        0)
                : null;
    }
}
