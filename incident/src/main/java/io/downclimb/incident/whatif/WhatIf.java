package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What other policies would have done in an incident. Immutable: each step returns another question.
 *
 * <pre>{@code
 * Comparison comparison = WhatIf.of(incident).with(policy).seeds(20).run();
 * System.out.println(comparison.text());
 * }</pre>
 *
 * <p>The world is the incident's ({@link RecordedWorld} for the providers, {@link Arrivals} for the requests, {@link Beginning} for the breakers), the core is
 * the service's own. Both the unchanged policies and the changed ones are run, under the same luck.
 */
public final class WhatIf {
    private static final int SEEDS = 20;

    private final Incident incident;
    private final Map<String, Policy> policies;
    private final Map<String, BreakerSettings> breakers;
    private final List<Assumption> assumptions;
    private final Timing timing;
    private final int nodes;
    private final int seeds;
    private final long firstSeed;

    private WhatIf(
            Incident incident,
            Map<String, Policy> policies,
            Map<String, BreakerSettings> breakers,
            List<Assumption> assumptions,
            Timing timing,
            int nodes,
            int seeds,
            long firstSeed) {
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds must be at least 1, is " + seeds);
        }
        this.incident = incident;
        this.policies = Map.copyOf(policies);
        this.breakers = Map.copyOf(breakers);
        this.assumptions = List.copyOf(assumptions);
        this.timing = timing;
        this.nodes = nodes;
        this.seeds = seeds;
        this.firstSeed = firstSeed;
    }

    /** Nothing changed yet; one node, 20 seeds, and the delays that the incident shows. */
    public static WhatIf of(Incident incident) {
        return new WhatIf(incident, Map.of(), Map.of(), List.of(), MeasuredTiming.of(incident), 1, SEEDS, 1);
    }

    /** As it was, whatever was changed before. */
    public WhatIf unchanged() {
        return new WhatIf(incident, Map.of(), Map.of(), assumptions, timing, nodes, seeds, firstSeed);
    }

    /** This policy for its route. */
    public WhatIf with(Policy policy) {
        return with(List.of(policy));
    }

    /** These policies, each for its route. Routes that they do not name keep each request's own. */
    public WhatIf with(Collection<Policy> others) {
        Map<String, Policy> all = new HashMap<>(policies);
        others.forEach(policy -> all.put(policy.route(), policy));
        return new WhatIf(incident, all, breakers, assumptions, timing, nodes, seeds, firstSeed);
    }

    /** Another way to watch a provider. */
    public WhatIf withBreaker(String provider, BreakerSettings settings) {
        Map<String, BreakerSettings> all = new HashMap<>(breakers);
        all.put(provider, settings);
        return new WhatIf(incident, policies, all, assumptions, timing, nodes, seeds, firstSeed);
    }

    /** What to take for providers and models that the incident never called. */
    public WhatIf assuming(Assumption assumption) {
        List<Assumption> all = new ArrayList<>(assumptions);
        all.add(assumption);
        return new WhatIf(incident, policies, breakers, all, timing, nodes, seeds, firstSeed);
    }

    /** Other delays of the service itself, instead of those the incident shows. */
    public WhatIf timing(UnaryOperator<Timing> change) {
        return new WhatIf(incident, policies, breakers, assumptions, change.apply(timing), nodes, seeds, firstSeed);
    }

    /** On so many nodes. */
    public WhatIf nodes(int number) {
        return new WhatIf(incident, policies, breakers, assumptions, timing, number, seeds, firstSeed);
    }

    /** So many runs. */
    public WhatIf seeds(int number) {
        return new WhatIf(incident, policies, breakers, assumptions, timing, nodes, number, firstSeed);
    }

    /** With other luck: seeds are counted from this one. */
    public WhatIf firstSeed(long seed) {
        return new WhatIf(incident, policies, breakers, assumptions, timing, nodes, seeds, seed);
    }

    /**
     * Runs it.
     *
     * @throws UnknownProviderException where a policy calls what the incident never called, and nothing is assumed of it
     */
    public Comparison run() {
        Runs before = runs(unchanged().simulation());
        Runs after = isChanged() ? runs(simulation()) : null;
        return new Comparison(
                from(),
                recorded(),
                before,
                after,
                Notes.of(incident, policies, breakers, before.grounds(), after == null ? null : after.grounds()));
    }

    /** The runs of this world alone, without those of the unchanged one. */
    Runs runs() {
        return runs(simulation());
    }

    /** What was recorded, by the same yardstick. */
    public Figures recorded() {
        return Figures.of(incident.requests(), incident.transitions());
    }

    boolean isChanged() {
        return !policies.isEmpty() || !breakers.isEmpty();
    }

    Incident incident() {
        return incident;
    }

    Map<String, Policy> policies() {
        return policies;
    }

    Map<String, BreakerSettings> breakers() {
        return breakers;
    }

    int seeds() {
        return seeds;
    }

    long firstSeed() {
        return firstSeed;
    }

    /** A run's figures alone: what led to them may be large. */
    private record Done(Figures figures, Grounds grounds) {
        static Done of(Trace trace) {
            return new Done(Figures.of(trace.requests(), trace.transitions()), trace.grounds());
        }
    }

    private Runs runs(Simulation simulation) {
        List<Done> done = LongStream.range(firstSeed, firstSeed + seeds)
                .parallel()
                .mapToObj(seed -> Done.of(simulation.run(seed)))
                .toList();
        return new Runs(
                done.stream().map(Done::figures).toList(),
                done.stream().map(Done::grounds).reduce(Grounds::plus).orElseThrow());
    }

    /** The world, ready to be run. */
    public Simulation simulation() {
        RecordedWorld world = new RecordedWorld(incident, assumptions);
        return new Simulation(new Setup(
                Arrivals.of(incident, policies, timing),
                world,
                watched(world),
                Keys.of(incident),
                Happenings.of(incident),
                timing,
                nodes,
                from(),
                until()));
    }

    /** A provider that the incident never called is watched as usual. */
    private SortedMap<String, BreakerState> watched(RecordedWorld world) {
        Map<String, BreakerSettings> settings = new TreeMap<>();
        policies.values().stream()
                .flatMap(policy -> policy.ladder().stream())
                .filter(Rung.Model.class::isInstance)
                .map(rung -> ((Rung.Model) rung).provider())
                .filter(provider -> !world.knows(provider))
                .filter(provider -> incident.breakers().stream()
                        .noneMatch(breaker -> breaker.provider().equals(provider)))
                .forEach(provider -> settings.put(provider, BreakerSettings.DEFAULT));
        settings.putAll(breakers);
        return Beginning.of(incident, settings, from());
    }

    private long from() {
        long selected = incident.manifest().selection().from();
        return incident.requests().stream().mapToLong(request -> request.receivedAt()).min().stream()
                .map(first -> Math.min(first, Math.max(selected, first - LEAD_MS)))
                .findFirst()
                .orElse(selected);
    }

    /** Breakers and nodes are at work this long before the first request. */
    private static final long LEAD_MS = 10_000;

    /** As long as the record goes: until the last conclusion, and the last transition; where nothing was recorded, until the last request is over. */
    private long until() {
        LongStream conclusions = incident.requests().stream().mapToLong(request -> orZero(request.concludedAt()));
        LongStream transitions = incident.transitions().stream().mapToLong(transition -> transition.at());
        return Math.max(
                from(), LongStream.concat(conclusions, transitions).max().orElse(0));
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
