package io.downclimb.incident.outside;

import io.downclimb.incident.Closing;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.Manifest;
import io.downclimb.incident.Selection;
import io.downclimb.workflows.breaker.Breaker;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Rung;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An incident made of a timeline of outages and a load trace:
 *
 * <ol>
 *   <li>The timeline is cut to its outages, each with half an hour before and after; what lies between is left out, and the stretches are moved
 *       together. So years of outages make an incident of some hours.
 *   <li>Where the trace's own times fall into the stretches, its requests arrive then. Otherwise the trace is laid end to end over each stretch.
 *   <li>Each request carries standing calls: one call (with its retries) to each model rung of its route in turn, whatever came of the one
 *       before, drawn from a {@link CallModel} under the outage's severity. They are the evidence of what providers do; nobody made them. So the
 *       requests have no conclusions, and there are no histories.
 * </ol>
 *
 * @param incident whose manifest says {@link #PRODUCT}
 * @param notes what was assumed, cut, moved or left out, in sentences
 */
public record Elsewhere(Incident incident, List<String> notes) {
    /** What the manifest names in place of a version: calls are a model and not a record. */
    public static final String PRODUCT = "model: not recorded";

    /** An incident holds no more requests than this. */
    public static final int MOST_REQUESTS = 200_000;

    public Elsewhere {
        notes = List.copyOf(notes);
    }

    /** Whether an incident was made in this way: what its requests met was never recorded. */
    public static boolean isModel(Incident incident) {
        return incident.manifest().product().equals(PRODUCT);
    }

    /**
     * Makes one.
     *
     * @param policies by route
     * @param breakers how providers are watched; one that is not among them is not watched
     * @param changed policies by route that are to be tried: what they call is called too
     * @param route of all requests that name none; null where there is one route only
     * @param seed another seed, another sample
     * @throws OutsideFormatException where the files and the routes do not fit each other
     */
    public static Elsewhere of(
            Timeline timeline,
            LoadTrace trace,
            Map<String, Policy> policies,
            Map<String, BreakerSettings> breakers,
            Map<String, Policy> changed,
            @Nullable String route,
            CallModel model,
            long seed) {
        Set<String> called = providers(policies);
        called.addAll(providers(changed));
        check(timeline, called);
        List<Stretch> stretches = Stretch.of(timeline);
        Arrivals arrivals = Arrivals.of(stretches, trace, MOST_REQUESTS);
        StandingCalls calls = new StandingCalls(timeline, changed, model, seed);
        List<IncidentRequest> requests = new ArrayList<>(arrivals.all().size());
        Map<String, Policy> used = new TreeMap<>();
        Map<Policy, String> hashes = new HashMap<>();
        for (Arrivals.Arrival arrival : arrivals.all()) {
            Policy policy = policy(policies, arrival.size().route(), route);
            String hash = hashes.computeIfAbsent(policy, PolicyJson::hash);
            used.put(hash, policy);
            requests.add(calls.request(requests.size(), arrival, policy, hash));
        }
        long from = stretches.getFirst().from() - stretches.getFirst().movedBy();
        long until = stretches.getLast().until() - stretches.getLast().movedBy();
        List<IncidentBreaker> watched = providers(used).stream()
                .filter(breakers::containsKey)
                .map(provider -> {
                    BreakerSettings settings =
                            Objects.requireNonNull(breakers.get(provider)).withoutPrompt();
                    return new IncidentBreaker(
                            provider,
                            settings,
                            Breaker.fresh(provider, settings, from).state());
                })
                .toList();
        Incident incident = new Incident(
                new Manifest(Manifest.FORMAT, PRODUCT, until, new Selection(from, until, null, null, List.of()), false),
                new Closing(Map.of("requests", (long) requests.size()), Map.of(), List.of(), 0, List.of()),
                used,
                requests,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                watched,
                List.of());
        return new Elsewhere(incident, notes(timeline, trace, stretches, arrivals, requests.size(), model));
    }

    private static Policy policy(Map<String, Policy> policies, @Nullable String own, @Nullable String otherwise) {
        String name = own != null ? own : otherwise;
        if (name == null && policies.size() == 1) {
            return policies.values().iterator().next();
        }
        if (name == null) {
            throw new OutsideFormatException(
                    "the trace names no routes, and there are several: %s%n  fix: name one with --route"
                            .formatted(String.join(", ", new TreeSet<>(policies.keySet()))));
        }
        Policy policy = policies.get(name);
        if (policy == null) {
            throw new OutsideFormatException("there is no route \"%s\"%n  fix: name one of %s"
                    .formatted(name, String.join(", ", new TreeSet<>(policies.keySet()))));
        }
        return policy;
    }

    private static void check(Timeline timeline, Set<String> known) {
        for (Timeline.Outage outage : timeline.outages()) {
            String provider = outage.provider();
            if (provider != null && !known.contains(provider)) {
                throw new OutsideFormatException(
                        "the timeline names provider \"%s\", which no route calls%n  fix: name one of %s"
                                .formatted(provider, String.join(", ", known)));
            }
        }
    }

    private static Set<String> providers(Map<String, Policy> policies) {
        Set<String> providers = new TreeSet<>();
        policies.values()
                .forEach(policy -> policy.ladder().forEach(rung -> {
                    if (rung instanceof Rung.Model model) {
                        providers.add(model.provider());
                    }
                }));
        return providers;
    }

    private static List<String> notes(
            Timeline timeline,
            LoadTrace trace,
            List<Stretch> stretches,
            Arrivals arrivals,
            int requests,
            CallModel model) {
        List<String> notes = new ArrayList<>();
        notes.add(model.words());
        long outages = timeline.outages().stream()
                .filter(outage -> outage.severity().failing() > 0)
                .count();
        double hours = stretches.stream().mapToLong(Stretch::lengthMs).sum() / 3_600_000.0;
        notes.add(String.format(
                Locale.ROOT,
                "%,d outages from %s to %s, cut to %,d stretches of %.1f h in all (30 min before and after each)%s; %,d requests.",
                outages,
                Instant.ofEpochMilli(timeline.outages().getFirst().from()),
                Instant.ofEpochMilli(timeline.outages().stream()
                        .mapToLong(Timeline.Outage::until)
                        .max()
                        .orElseThrow()),
                stretches.size(),
                hours,
                stretches.size() > 1 ? ", moved together" : "",
                requests));
        if (arrivals.isRepeated()) {
            notes.add("The trace's own times lie elsewhere: it is laid end to end over each stretch.");
        }
        if (arrivals.isCutShort()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Only the first %,d requests are in it; what came later is left out.",
                    arrivals.all().size()));
        }
        notes.addAll(trace.notes());
        return notes;
    }
}
