package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings that a search may change: policies by route, and how providers are watched.
 *
 * @param policies by route
 * @param breakers by provider
 */
public record Plan(SortedMap<String, Policy> policies, SortedMap<String, BreakerSettings> breakers) {
    public Plan {
        policies = new TreeMap<>(policies);
        breakers = new TreeMap<>(breakers);
    }

    /** As it was when the incident ended: each route's newest policy. */
    static Plan of(Incident incident) {
        SortedMap<String, Policy> policies = new TreeMap<>();
        for (IncidentRequest request : incident.requests()) {
            Policy policy = incident.policies().get(request.policyHash());
            if (policy != null) {
                policies.put(request.route(), policy);
            }
        }
        SortedMap<String, BreakerSettings> breakers = new TreeMap<>();
        incident.breakers().forEach(breaker -> breakers.put(breaker.provider(), breaker.settings()));
        return new Plan(policies, breakers);
    }

    /** The question with these settings. */
    WhatIf ask(WhatIf present) {
        WhatIf asked = present.with(policies.values());
        for (Map.Entry<String, BreakerSettings> breaker : breakers.entrySet()) {
            asked = asked.withBreaker(breaker.getKey(), breaker.getValue());
        }
        return asked;
    }

    Rung.Model model(String route, int rung) {
        Policy policy = policies.get(route);
        if (policy != null
                && rung >= 0
                && rung < policy.ladder().size()
                && policy.ladder().get(rung) instanceof Rung.Model model) {
            return model;
        }
        throw new IllegalArgumentException(
                "routes.%s.ladder[%d] is no rung that calls a model in this incident".formatted(route, rung));
    }

    Plan withBudget(String route, int rung, Duration budget) {
        Rung.Model model = model(route, rung);
        return with(route, rung, changed(model, budget, model.retries()));
    }

    Plan withRetries(String route, int rung, int retries) {
        Rung.Model model = model(route, rung);
        return with(route, rung, changed(model, model.budget(), retries));
    }

    private static Rung.Model changed(Rung.Model model, Duration budget, int retries) {
        return new Rung.Model(
                model.tier(),
                model.provider(),
                model.model(),
                budget,
                model.completeWithin(),
                model.idle(),
                retries,
                model.prompt(),
                model.validate(),
                model.quality(),
                model.notice(),
                model.window(),
                model.maxTokens(),
                model.price(),
                model.execution());
    }

    private Plan with(String route, int rung, Rung.Model model) {
        Policy policy = policies.get(route);
        if (policy == null) {
            throw new IllegalArgumentException("route %s is not in this incident".formatted(route));
        }
        List<Rung> ladder = new ArrayList<>(policy.ladder());
        ladder.set(rung, model);
        SortedMap<String, Policy> others = new TreeMap<>(policies);
        others.put(
                route,
                new Policy(
                        route,
                        policy.deadline(),
                        policy.reserve(),
                        ladder,
                        policy.shift(),
                        policy.judge(),
                        policy.streaming(),
                        policy.overload()));
        return new Plan(others, breakers);
    }

    Plan withErrors(String provider, CallDetector errors) {
        BreakerSettings settings = settings(provider);
        SortedMap<String, BreakerSettings> others = new TreeMap<>(breakers);
        others.put(
                provider,
                new BreakerSettings(
                        settings.scope(),
                        errors,
                        settings.latency(),
                        settings.validators(),
                        settings.quality(),
                        settings.cooldown(),
                        settings.qualityProbes(),
                        settings.retryShare(),
                        settings.retryMinimum(),
                        settings.canary()));
        return new Plan(policies, others);
    }

    BreakerSettings settings(String provider) {
        BreakerSettings settings = breakers.get(provider);
        if (settings == null) {
            throw new IllegalArgumentException("provider %s has no breaker in this incident".formatted(provider));
        }
        return settings;
    }

    /** Whether a configuration may say so: budgets and reserve fit into the deadline, and a budget into the time for the whole. */
    boolean mayBe(String route) {
        Policy policy = policies.get(route);
        if (policy == null) {
            return false;
        }
        Duration sum = policy.reserve();
        for (Rung rung : policy.ladder()) {
            if (rung instanceof Rung.Model model) {
                Duration whole = model.completeWithin();
                if (whole != null && whole.compareTo(model.budget()) < 0) {
                    return false;
                }
                sum = sum.plus(model.budget());
            }
        }
        return sum.compareTo(policy.deadline()) <= 0;
    }
}
