package io.downclimb.workflows.breaker;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.OutcomeReport.LatchNews;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A breaker with a clock that stands still until it is moved. */
final class Lab {
    static final long START = 1_800_000_000_000L;
    static final CircuitId HEALTH = new CircuitId.Health(null);
    static final CircuitId QUALITY = new CircuitId.Quality("faq", "primary", "12345678");
    static final CircuitId KEY = new CircuitId.Key("0123456789ab");
    static final CircuitId MODEL = new CircuitId.Model("m/1");
    static final double BAR = 0.7;

    final Random random = new Random(7);
    final List<Transition> transitions = new ArrayList<>();
    Breaker breaker;
    long now = START;
    private long sequence;

    Lab(BreakerSettings settings) {
        breaker = Breaker.fresh("p", settings, now);
    }

    Lab() {
        this(BreakerSettings.DEFAULT);
    }

    /** One bad call trips errors, one slow call trips latency, one rejected answer trips validators. */
    static Lab touchy() {
        return new Lab(with(Cusum.of(0.02, 0.15, 1.0), Cusum.of(0.05, 0.3, 1.0), Duration.ofSeconds(100), null));
    }

    static BreakerSettings with(
            CallDetector errors,
            @Nullable CallDetector latency,
            Duration cooldown,
            BreakerSettings.@Nullable Canary canary) {
        BreakerSettings usual = BreakerSettings.DEFAULT;
        return new BreakerSettings(
                usual.scope(),
                errors,
                latency,
                errors,
                new BreakerSettings.QualityWatch(
                        BreakerSettings.QualityWatch.Kind.CUSUM, 0.04, 0.5, Duration.ofHours(1), 13),
                cooldown,
                3,
                usual.retryShare(),
                usual.retryMinimum(),
                canary);
    }

    static Calls calls(CircuitId circuit) {
        return new Calls(circuit);
    }

    /** What is heard of a circuit, of its present generation unless told otherwise. */
    static final class Calls {
        final CircuitId circuit;

        @Nullable
        Long generation;

        int good;
        int bad;
        int minor;
        int pending;
        int takenBack;
        int confirmed;
        int slow;
        int timed;
        List<Double> scores = List.of();

        @Nullable
        String judge;

        @Nullable
        Double bar;

        Calls(CircuitId circuit) {
            this.circuit = circuit;
            bar = circuit instanceof CircuitId.Quality ? BAR : null;
        }

        Calls generation(long value) {
            generation = value;
            return this;
        }

        Calls good(int value) {
            good = value;
            return this;
        }

        Calls bad(int value) {
            bad = value;
            return this;
        }

        Calls minor(int value) {
            minor = value;
            return this;
        }

        Calls pending(int value) {
            pending = value;
            return this;
        }

        Calls takenBack(int value) {
            takenBack = value;
            good += value;
            return this;
        }

        Calls confirmed(int value) {
            confirmed = value;
            return this;
        }

        Calls slow(int slowOnes, int of) {
            slow = slowOnes;
            timed = of;
            good = Math.max(good, of);
            return this;
        }

        Calls scores(String version, Double... values) {
            judge = version;
            scores = List.of(values);
            return this;
        }

        Calls scores(String version, double value, int times) {
            judge = version;
            scores = Collections.nCopies(times, value);
            return this;
        }

        Calls unbarred() {
            bar = null;
            return this;
        }

        CircuitOutcomes outcomes(long present) {
            return new CircuitOutcomes(
                    circuit,
                    generation == null ? present : generation,
                    bar,
                    good,
                    bad,
                    minor,
                    pending,
                    takenBack,
                    confirmed,
                    slow,
                    timed,
                    0,
                    0,
                    scores,
                    judge);
        }
    }

    void hear(Calls... heard) {
        hearAt(now, heard);
    }

    void hearAt(long at, Calls... heard) {
        List<CircuitOutcomes> outcomes = new ArrayList<>();
        for (Calls calls : heard) {
            outcomes.add(calls.outcomes(generation(calls.circuit)));
        }
        report(new OutcomeReport("n", ++sequence, at, outcomes, Map.of(), List.of(), List.of()));
    }

    void report(OutcomeReport report) {
        breaker.hear(report, now);
    }

    void learn(String model, long... times) {
        LatencyHistogram histogram = LatencyHistogram.EMPTY;
        for (long time : times) {
            histogram = histogram.plus(time);
        }
        report(new OutcomeReport("n", ++sequence, now, List.of(), Map.of(model, histogram), List.of(), List.of()));
    }

    void candidate(CircuitId circuit, String request) {
        report(new OutcomeReport(
                "n",
                ++sequence,
                now,
                List.of(),
                Map.of(),
                List.of(),
                List.of(new Candidate(circuit, request, "policy", 0, now))));
    }

    void refused(CircuitId circuit, ErrorClass errorClass, @Nullable Long until) {
        report(new OutcomeReport(
                "n",
                ++sequence,
                now,
                List.of(),
                Map.of(),
                List.of(new LatchNews(circuit, errorClass, until)),
                List.of()));
    }

    void page(StatusLevel level, long since) {
        breaker.status(new StatusNews(level, since, now), now);
    }

    void operate(CircuitId circuit, OperatorAction.Kind kind) {
        breaker.operate(new OperatorAction(circuit, kind, "because", "ann"), now, random);
    }

    /** Moves the clock, with a tick whenever the breaker asks for one. */
    void pass(long ms) {
        long end = now + ms;
        while (breaker.nextDue().isPresent() && breaker.nextDue().getAsLong() <= end) {
            now = Math.max(now, breaker.nextDue().getAsLong());
            breaker.tick(now, random);
        }
        now = end;
    }

    List<ProbeOrder> tick() {
        breaker.tick(now, random);
        return breaker.takeProbes();
    }

    /** Moves the clock until a probe is ordered. */
    ProbeOrder nextProbe() {
        for (int turn = 0; turn < 1_000; turn++) {
            List<ProbeOrder> orders = breaker.takeProbes();
            if (!orders.isEmpty()) {
                return orders.getFirst();
            }
            now = Math.max(now, breaker.nextDue().orElseThrow());
            breaker.tick(now, random);
        }
        throw new AssertionError("no probe was ordered");
    }

    void answer(
            ProbeOrder order, @Nullable ErrorClass errorClass, @Nullable Double score, @Nullable Long firstContentMs) {
        now = Math.max(now, order.notBefore());
        breaker.probed(
                new ProbeResult(order.circuit(), order.generation(), true, errorClass, score, firstContentMs),
                now,
                random);
    }

    void good(ProbeOrder order) {
        answer(order, null, null, 100L);
    }

    void bad(ProbeOrder order) {
        answer(order, ErrorClass.OVERLOADED, null, null);
    }

    void notSent(ProbeOrder order) {
        breaker.probed(new ProbeResult(order.circuit(), order.generation(), false, null, null, null), now, random);
    }

    CircuitView view(CircuitId circuit) {
        return breaker.view(now).circuit(circuit).orElseThrow();
    }

    Phase phase(CircuitId circuit) {
        return view(circuit).phase();
    }

    long generation(CircuitId circuit) {
        return breaker.view(now).circuit(circuit).map(CircuitView::generation).orElse(0L);
    }

    Decided drain() {
        Decided decided = breaker.drain(now);
        transitions.addAll(decided.transitions());
        return decided;
    }

    Transition last() {
        drain();
        return transitions.getLast();
    }
}
