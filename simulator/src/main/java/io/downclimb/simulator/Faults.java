package io.downclimb.simulator;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The faults of every provider the simulator plays, and how their healthy answers sound. Safe for use from many threads.
 *
 * <p>Which fault a call meets, the first that applies:
 *
 * <ol>
 *   <li>the one its model name spells ({@link FaultName});
 *   <li>the one set for its model;
 *   <li>the provider's: a fault, a sequence or a schedule, whichever was set last;
 *   <li>none.
 * </ol>
 */
public final class Faults {
    private record Target(String provider, @Nullable String model) {}

    private static final class Installed {
        final Plan plan;
        final long setAt;
        long calls;

        Installed(Plan plan, long setAt) {
            this.plan = plan;
            this.setAt = setAt;
        }
    }

    private final InstantSource clock;
    private final long startedAt;
    private final Map<Target, Installed> installed = new HashMap<>();
    private final Map<Target, Long> named = new HashMap<>();
    private final Map<String, Simulator.Pace> paces = new HashMap<>();
    private final Map<Target, String> answers = new HashMap<>();

    Faults(InstantSource clock) {
        this.clock = clock;
        startedAt = clock.millis();
    }

    /** Every model of the provider meets this fault, until told otherwise. */
    public void set(String provider, Fault fault) {
        set(provider, null, fault);
    }

    /**
     * One model meets this fault.
     *
     * @param model null: all models of the provider, save those with a fault of their own
     */
    public void set(String provider, @Nullable String model, Fault fault) {
        install(new Target(provider, model), new Plan.Always(fault));
    }

    /**
     * Faults by the clock, counted from now; between and after the steps the provider is healthy.
     *
     * @throws IllegalArgumentException if two steps overlap
     */
    public void schedule(String provider, List<Scheduled> steps) {
        install(new Target(provider, null), new Plan.Schedule(clock.millis(), steps));
    }

    /** The first call meets the first fault, and so on; after the last the provider is healthy. */
    public void sequence(String provider, List<Fault> perCall) {
        install(new Target(provider, null), new Plan.Sequence(perCall));
    }

    /** Ends every fault of the provider and of its models; pace and answers stay. */
    public synchronized void clear(String provider) {
        installed.keySet().removeIf(target -> target.provider().equals(provider));
        named.keySet().removeIf(target -> target.provider().equals(provider));
    }

    /** Ends every fault of every provider; pace and answers stay. */
    public synchronized void clearAll() {
        installed.clear();
        named.clear();
    }

    /** How fast the provider's answers flow; at first both numbers are 0. */
    public synchronized void pace(String provider, Simulator.Pace pace) {
        paces.put(provider, pace);
    }

    /** Fixes the text of the provider's healthy answers; null returns to the text that names the caller's question. */
    public void answer(String provider, @Nullable String text) {
        answer(provider, null, text);
    }

    /**
     * Fixes the text of one model's healthy answers.
     *
     * @param model null: all models of the provider, save those with an answer of their own
     * @param text null: the text that names the caller's question
     */
    public synchronized void answer(String provider, @Nullable String model, @Nullable String text) {
        Target target = new Target(provider, model);
        if (text == null) {
            answers.remove(target);
            return;
        }
        answers.put(target, text);
    }

    private synchronized void install(Target target, Plan plan) {
        installed.put(target, new Installed(plan, clock.millis()));
    }

    /**
     * The fault the next call meets, brown-outs, flapping and keys already decided.
     *
     * @throws IllegalArgumentException if the model name starts like a fault but spells none
     */
    synchronized Fault next(String provider, String model, String key) {
        Fault byName = FaultName.parse(model);
        if (byName != null) {
            long calls = named.merge(new Target(provider, model), 1L, Long::sum) - 1;
            return settle(byName, calls, key, clock.millis() - startedAt);
        }
        Installed own = installed.get(new Target(provider, model));
        return own == null ? general(provider, key, true) : next(own, key, true);
    }

    /** What a call without a model would meet now, without counting as one. */
    synchronized Fault peek(String provider, String key) {
        return general(provider, key, false);
    }

    private Fault general(String provider, String key, boolean counts) {
        Installed found = installed.get(new Target(provider, null));
        return found == null ? new Fault.Healthy() : next(found, key, counts);
    }

    private Fault next(Installed found, String key, boolean counts) {
        long now = clock.millis();
        Fault fault = settle(found.plan.fault(found.calls, now), found.calls, key, now - found.setAt);
        found.calls += counts ? 1 : 0;
        return fault;
    }

    /** Decides brown-outs, flapping and keys, so that what remains is what happens. */
    private static Fault settle(Fault fault, long calls, String key, long elapsed) {
        if (fault instanceof Fault.BrownOut brownOut) {
            return strikes(brownOut, calls) ? settle(brownOut.inner(), calls, key, elapsed) : new Fault.Healthy();
        }
        if (fault instanceof Fault.Flapping flapping) {
            return flapping.isDownAt(elapsed) ? settle(flapping.inner(), calls, key, elapsed) : new Fault.Healthy();
        }
        if (fault instanceof Fault.OnKey onKey) {
            return onKey.key().equals(key) ? settle(onKey.inner(), calls, key, elapsed) : new Fault.Healthy();
        }
        return fault instanceof Fault.Echo echo ? new Fault.Echo(settle(echo.inner(), calls, key, elapsed)) : fault;
    }

    private static boolean strikes(Fault.BrownOut brownOut, long call) {
        return new SplittableRandom(brownOut.seed() + call * 0x9E3779B97F4A7C15L).nextDouble() < brownOut.share();
    }

    synchronized Simulator.Pace paceOf(String provider) {
        return paces.getOrDefault(provider, Simulator.Pace.IMMEDIATE);
    }

    synchronized @Nullable String answerOf(String provider, String model) {
        String own = answers.get(new Target(provider, model));
        return own != null ? own : answers.get(new Target(provider, null));
    }

    /** What is set, by provider and then by model ({@code *} for all), as the control plane shows it. */
    synchronized Map<String, Map<String, Plan>> plans() {
        Map<String, Map<String, Plan>> byProvider = new TreeMap<>();
        installed.forEach((target, found) -> byProvider
                .computeIfAbsent(target.provider(), _ -> new TreeMap<>())
                .put(target.model() == null ? "*" : target.model(), found.plan));
        return byProvider;
    }
}
