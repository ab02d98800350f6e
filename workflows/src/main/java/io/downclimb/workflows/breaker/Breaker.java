package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.OutcomeReport.LatchNews;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A provider's breaker: hears what nodes report, pages say and operators want, and decides. It takes time and randomness as arguments and
 * calls nothing, so the same events lead to the same decisions.
 *
 * <ol>
 *   <li>{@link #hear}, {@link #status}, {@link #operate} and {@link #configure} tell it something.
 *   <li>{@link #tick} does what is due, at {@link #nextDue} at the latest. More often does no harm.
 *   <li>{@link #takeProbes} gives out the probes to start, each of them once; {@link #probed} takes what they found.
 *   <li>{@link #changed} and {@link #drain} say what to write down.
 * </ol>
 *
 * <p>Circuits come into being when something is heard of them; see {@link Circuit} for their life. One that is dropped or passes to another
 * run of the workflow keeps its generations in order. What was not drained is not in the state: drain before continuing elsewhere.
 */
public final class Breaker {
    private static final long OLD_MS = 30_000;

    private final String provider;
    private final Journal journal = new Journal();
    private final Circuits circuits;
    private final Learning learning;
    private final Nodes nodes;
    private BreakerSettings settings;
    private StatusNews status;
    private long version;

    private Breaker(BreakerState state) {
        provider = state.provider();
        version = state.version();
        settings = state.settings();
        status = state.status();
        circuits = new Circuits(state.circuits(), state.firstGeneration(), journal);
        learning = new Learning(state.learning(), state.baselines());
        nodes = new Nodes(state.heard());
    }

    /** A breaker that has heard nothing yet; that is worth writing down, so that everyone finds it. */
    public static Breaker fresh(String provider, BreakerSettings settings, long now) {
        Breaker breaker = new Breaker(new BreakerState(
                provider, 0, settings.fresh(), List.of(), Map.of(), Map.of(), StatusNews.UNKNOWN, Map.of(), 0));
        breaker.journal.touch();
        return breaker;
    }

    /** Continues where another stood. */
    public static Breaker of(BreakerState state) {
        return new Breaker(state);
    }

    /** All of it, as of now. */
    public BreakerState state() {
        return new BreakerState(
                provider,
                version,
                settings,
                circuits.states(),
                learning.learning(),
                learning.baselines(),
                status,
                nodes.heard(),
                circuits.firstGeneration());
    }

    /**
     * Hears a node's report. One that was heard already is passed over, and so is what cannot be ({@link Plausible}), or is of a health
     * circuit that no call belongs to any more. One that is older than 30 s tells of times gone by: it is counted, and changes nothing.
     */
    public void hear(OutcomeReport report, long now) {
        if (!nodes.isNew(report, now)) {
            return;
        }
        journal.touch();
        boolean late = report.at() < now - OLD_MS;
        Surroundings around = around(now);
        for (CircuitOutcomes outcomes : report.circuits()) {
            Circuit circuit = Plausible.outcomes(outcomes) ? listener(outcomes.circuit(), around) : null;
            if (circuit != null) {
                circuit.hear(outcomes, late, report.at(), around);
            }
        }
        if (late) {
            return;
        }
        for (LatchNews news : report.latches()) {
            if (Plausible.latch(news) && circuits.getOrMake(news.circuit(), around) instanceof LatchCircuit latch) {
                latch.refused(news, report.at(), around);
            }
        }
        for (OutcomeReport.Candidate candidate : report.candidates()) {
            Circuit circuit = circuits.get(candidate.circuit());
            if (circuit != null && Plausible.candidate(candidate)) {
                circuit.candidate(candidate, around);
            }
        }
        learning.learn(report.firstContent(), model -> isClosed(health(model)), now);
    }

    /** The circuit that hears this. A health circuit of the other scope is not made again by calls that were under way when it was dropped. */
    private @Nullable Circuit listener(CircuitId id, Surroundings around) {
        boolean another = id instanceof CircuitId.Health(String model) && !id.equals(health(String.valueOf(model)));
        return another ? circuits.get(id) : circuits.getOrMake(id, around);
    }

    private boolean isClosed(CircuitId health) {
        Circuit circuit = circuits.get(health);
        return circuit == null || circuit.phase() == Phase.CLOSED;
    }

    private CircuitId health(String model) {
        return new CircuitId.Health(settings.scope() == BreakerSettings.Scope.PER_MODEL ? model : null);
    }

    /**
     * Watches by other rules from now on: detectors begin afresh, phases stay. Health circuits that no call belongs to any more are dropped.
     * The same rules again change nothing.
     */
    public void configure(BreakerSettings rules, long now) {
        BreakerSettings next = rules.fresh();
        if (next.equals(settings)) {
            return;
        }
        settings = next;
        circuits.keepScope(next.scope());
        Surroundings around = around(now);
        circuits.forEach(circuit -> circuit.configure(around));
        journal.touch();
    }

    /**
     * Hears what the provider's status page says. News from before those already known are passed over; those from a clock that is ahead
     * are of now, lest they outlast what is read next.
     */
    public void status(StatusNews told, long now) {
        if (told.level() == null || (told.level() != StatusLevel.UNKNOWN && told.at() < status.at())) {
            return;
        }
        StatusNews news = new StatusNews(told.level(), told.since(), Math.min(told.at(), now));
        if (news.level() != status.level() || news.since() != status.since()) {
            journal.touch();
        }
        status = news;
        Surroundings around = around(now);
        if (around.pageTellsOutage() && settings.scope() == BreakerSettings.Scope.PER_PROVIDER) {
            circuits.getOrMake(new CircuitId.Health(null), around);
        }
        circuits.follow(around);
    }

    /**
     * Whether an operator's word can be followed.
     *
     * @throws IllegalArgumentException where it cannot, naming what is wrong and how to put it right
     */
    public void check(OperatorAction action) {
        OperatorRules.check(action, provider, settings.scope(), circuits.get(action.circuit()));
    }

    /**
     * Follows an operator's word.
     *
     * @throws IllegalArgumentException where it cannot be followed, see {@link #check}, or there is no room for one more circuit
     */
    public void operate(OperatorAction action, long now, Random random) {
        check(action);
        Surroundings before = around(now);
        Circuit circuit = circuits.getOrMake(action.circuit(), before);
        if (circuit == null) {
            throw new IllegalArgumentException(
                    "breaker \"%s\" has too many circuits that are not closed to make \"%s\": close or release one of those it lists"
                            .formatted(provider, action.circuit()));
        }
        if (action.kind() == OperatorAction.Kind.RECALIBRATE
                && action.circuit() instanceof CircuitId.Health(String model)) {
            learning.forget(model);
        }
        circuit.operate(action, around(now));
    }

    /** Does what is due: probes, ramp steps, tries of latches, letting go of a page that was not read any more. */
    public void tick(long now, Random random) {
        if (status.level() != StatusLevel.UNKNOWN && around(now).level() == StatusLevel.UNKNOWN) {
            status = StatusNews.UNKNOWN;
            journal.touch();
            circuits.follow(around(now));
        }
        Surroundings around = around(now);
        circuits.forEach(circuit -> circuit.tick(around, random));
    }

    /** Probes to start now; each is given out once. */
    public List<ProbeOrder> takeProbes() {
        List<ProbeOrder> orders = new ArrayList<>();
        circuits.forEach(circuit -> {
            ProbeOrder order = circuit.takeProbe();
            if (order != null) {
                orders.add(order);
            }
        });
        return List.copyOf(orders);
    }

    /** Takes what a probe found. */
    public void probed(ProbeResult result, long now, Random random) {
        Circuit circuit = circuits.get(result.circuit());
        if (circuit != null) {
            circuit.probed(result, around(now), random);
        }
    }

    /** When {@link #tick} must be called at the latest, in ms since 1970; it may be past. Empty when all is quiet. */
    public OptionalLong nextDue() {
        long due = status.level().compareTo(StatusLevel.DEGRADED) >= 0
                ? status.at() + Surroundings.STATUS_FRESH_MS + 1
                : Long.MAX_VALUE;
        due = Math.min(due, circuits.nextDue(settings));
        return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /** Whether there is something to write down. */
    public boolean changed() {
        return journal.changed();
    }

    /** What to write down, under a new version; nothing is changed then. */
    public Decided drain(long now) {
        version++;
        List<Decided.Bucket> buckets = circuits.drainWindows();
        return new Decided(state(), view(now), journal.drain(), buckets);
    }

    public BreakerView view(long now) {
        Surroundings around = around(now);
        return new BreakerView(
                provider,
                settings.scope(),
                version,
                now,
                circuits.views(around),
                learning.baselines(),
                around.level(),
                settings.retryShare(),
                settings.retryMinimum());
    }

    private Surroundings around(long now) {
        return new Surroundings(provider, settings, status, learning.baselines(), now);
    }
}
