package io.downclimb.workflows.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.OutcomeReport.LatchNews;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What holds after any sequence of events. A sequence is drawn from a seed, with times from ms to minutes between events. */
class BreakerPropertiesTest {
    private static final List<CircuitId> CIRCUITS = List.of(
            Lab.HEALTH, Lab.QUALITY, new CircuitId.Quality("other", "secondary", "abcdef01"), Lab.KEY, Lab.MODEL);
    private static final List<StatusLevel> LEVELS = List.of(StatusLevel.values());
    private static final List<OperatorAction.Kind> KINDS = List.of(OperatorAction.Kind.values());
    private static final List<ErrorClass> CLASSES = List.of(ErrorClass.values());
    private static final int EVENTS = 120;

    /** Draws events and applies them; two walks of one seed see the same. */
    private static final class Walk {
        final Random dice;
        final List<ProbeOrder> underWay = new ArrayList<>();
        final Random jitter;
        Breaker breaker;
        long now = Lab.START;
        private long sequence;

        Walk(long seed, boolean canary) {
            dice = new Random(seed);
            jitter = new Random(seed + 1);
            BreakerSettings.Canary prompt = canary ? new BreakerSettings.Canary("m/1", "hello") : null;
            breaker = Breaker.fresh(
                    "p",
                    Lab.with(Cusum.of(0.02, 0.15, 4.0), Cusum.of(0.05, 0.3, 4.0), Duration.ofSeconds(20), prompt),
                    now);
        }

        void step() {
            now += dice.nextInt(10) == 0 ? dice.nextInt(200_000) : dice.nextInt(3_000);
            CircuitId circuit = CIRCUITS.get(dice.nextInt(CIRCUITS.size()));
            switch (dice.nextInt(12)) {
                case 0, 1, 2, 3 -> hear(outcomes(circuit), null, null);
                case 4 -> hear(null, null, new Candidate(circuit, "r" + dice.nextInt(20), "h", 0, now));
                case 5 -> {
                    if (circuit instanceof CircuitId.Key || circuit instanceof CircuitId.Model) {
                        Long until = dice.nextBoolean() ? null : Long.valueOf(now + dice.nextInt(10_000_000));
                        hear(null, new LatchNews(circuit, ErrorClass.QUOTA, until), null);
                    }
                }
                case 6 -> {
                    StatusLevel level = LEVELS.get(dice.nextInt(LEVELS.size()));
                    breaker.status(new StatusNews(level, now - dice.nextInt(3), now), now);
                }
                case 7 -> operate(circuit);
                case 8, 9 -> {
                    if (!underWay.isEmpty()) {
                        answer(underWay.remove(dice.nextInt(underWay.size())));
                    }
                }
                default -> {
                    breaker.tick(now, jitter);
                    underWay.addAll(breaker.takeProbes());
                }
            }
        }

        private CircuitOutcomes outcomes(CircuitId circuit) {
            long present = breaker.view(now)
                    .circuit(circuit)
                    .map(CircuitView::generation)
                    .orElse(0L);
            int slow = dice.nextInt(3);
            boolean trouble = dice.nextInt(3) == 0;
            boolean quality = circuit instanceof CircuitId.Quality;
            return new CircuitOutcomes(
                    circuit,
                    Math.max(0, present - (dice.nextInt(6) == 0 ? 1 : 0)),
                    quality && dice.nextInt(10) > 0 ? Lab.BAR : null,
                    dice.nextInt(30),
                    trouble ? dice.nextInt(4) : 0,
                    trouble ? dice.nextInt(4) : 0,
                    trouble ? dice.nextInt(2) : 0,
                    0,
                    0,
                    slow,
                    slow + dice.nextInt(20),
                    0,
                    0,
                    quality ? List.of(dice.nextDouble(), dice.nextDouble()) : List.of(),
                    quality ? "j" + dice.nextInt(20) / 19 : null);
        }

        private void hear(
                @Nullable CircuitOutcomes outcomes, @Nullable LatchNews latch, @Nullable Candidate candidate) {
            LatencyHistogram times = LatencyHistogram.EMPTY.plus(100 + dice.nextInt(1_000));
            breaker.hear(
                    new OutcomeReport(
                            "n" + dice.nextInt(2),
                            ++sequence,
                            now - (dice.nextInt(10) == 0 ? 40_000 : dice.nextInt(5_000)),
                            outcomes == null ? List.of() : List.of(outcomes),
                            Map.of("m/1", times),
                            latch == null ? List.of() : List.of(latch),
                            candidate == null ? List.of() : List.of(candidate)),
                    now);
        }

        private void operate(CircuitId circuit) {
            OperatorAction.Kind kind = KINDS.get(dice.nextInt(KINDS.size()));
            OperatorAction action = new OperatorAction(circuit, kind, "why", "ann");
            try {
                breaker.check(action);
            } catch (IllegalArgumentException refused) {
                return;
            }
            breaker.operate(action, now, jitter);
        }

        private void answer(ProbeOrder order) {
            ErrorClass errorClass = dice.nextBoolean() ? null : CLASSES.get(dice.nextInt(CLASSES.size()));
            Double score = dice.nextInt(5) == 0 ? null : Double.valueOf(dice.nextDouble());
            breaker.probed(
                    new ProbeResult(order.circuit(), order.generation(), dice.nextInt(5) > 0, errorClass, score, 300L),
                    now,
                    jitter);
        }
    }

    @Property(tries = 30)
    void generationsNeverFallAndEachTransitionIsNumberedOnce(
            @ForAll @IntRange(max = 1_000_000) int seed, @ForAll boolean canary) {
        Walk walk = new Walk(seed, canary);
        Map<CircuitId, Long> generations = new HashMap<>();
        Map<CircuitId, Phase> phases = new HashMap<>();
        long version = 0;
        for (int event = 0; event < EVENTS; event++) {
            walk.step();
            Decided decided = walk.breaker.drain(walk.now);
            assertThat(decided.view().version()).isGreaterThan(version);
            version = decided.view().version();
            for (Transition moved : decided.transitions()) {
                assertThat(moved.generation()).isEqualTo(generations.getOrDefault(moved.circuit(), 0L) + 1);
                assertThat(moved.from()).isEqualTo(phases.getOrDefault(moved.circuit(), Phase.CLOSED));
                generations.put(moved.circuit(), moved.generation());
                phases.put(moved.circuit(), moved.to());
            }
            for (CircuitView view : decided.view().circuits()) {
                assertThat(view.generation()).isEqualTo(generations.getOrDefault(view.id(), 0L));
                assertThat(view.phase()).isEqualTo(phases.getOrDefault(view.id(), Phase.CLOSED));
            }
            assertThat(walk.breaker.changed()).isFalse();
            Decided again = walk.breaker.drain(walk.now);
            assertThat(again.transitions()).isEmpty();
            assertThat(again.buckets()).isEmpty();
            version = again.view().version();
        }
    }

    @Property(tries = 30)
    void aViewIsConsistent(@ForAll @IntRange(max = 1_000_000) int seed, @ForAll boolean canary) {
        Walk walk = new Walk(seed, canary);
        for (int event = 0; event < EVENTS; event++) {
            walk.step();
            for (CircuitView view : walk.breaker.view(walk.now).circuits()) {
                switch (view.phase()) {
                    case CLOSED -> assertThat(view.share()).isEqualTo(1);
                    case OPEN, HALF_OPEN -> assertThat(view.share()).isZero();
                    case RAMPING -> assertThat(view.share()).isGreaterThan(0).isLessThanOrEqualTo(1);
                }
                assertThat(view.reason() == null).isEqualTo(view.phase() == Phase.CLOSED);
                assertThat(view.sample()).isBetween(1.0, 40.0);
                assertThat(view.numbers().values()).allMatch(Double::isFinite);
                if (view.forced()) {
                    assertThat(view.phase()).isIn(Phase.OPEN, Phase.CLOSED);
                    assertThat(view.until()).isNull();
                }
            }
        }
    }

    @Property(tries = 10)
    void aBreakerThatContinuesElsewhereBehavesTheSame(
            @ForAll @IntRange(max = 1_000_000) int seed, @ForAll @IntRange(max = EVENTS) int moved) {
        Walk here = new Walk(seed, false);
        Walk there = new Walk(seed, false);
        for (int event = 0; event < EVENTS; event++) {
            if (event == moved) {
                assertThat(there.breaker.drain(there.now)).isEqualTo(here.breaker.drain(here.now));
                there.breaker = Breaker.of(BreakerJsonTest.through(there.breaker.state(), BreakerState.class));
            }
            here.step();
            there.step();
            assertThat(there.breaker.state()).isEqualTo(here.breaker.state());
            assertThat(there.breaker.nextDue()).isEqualTo(here.breaker.nextDue());
            assertThat(there.underWay).isEqualTo(here.underWay);
        }
        assertThat(there.breaker.drain(there.now)).isEqualTo(here.breaker.drain(here.now));
    }

    @Property(tries = 30)
    void aTickLeavesNothingDue(@ForAll @IntRange(max = 1_000_000) int seed, @ForAll boolean canary) {
        Walk walk = new Walk(seed, canary);
        for (int event = 0; event < EVENTS; event++) {
            walk.step();
            walk.breaker.tick(walk.now, walk.jitter);
            walk.underWay.addAll(walk.breaker.takeProbes());
            assertThat(walk.breaker.nextDue().orElse(Long.MAX_VALUE)).isGreaterThan(walk.now);
        }
    }

    @Property(tries = 30)
    void noCircuitHasTwoProbesUnderWay(@ForAll @IntRange(max = 1_000_000) int seed, @ForAll boolean canary) {
        oneProbeAtATime(seed, canary);
    }

    @Example
    void noCircuitHasTwoProbesUnderWayWhereOneWasOrderedLongBeforeItWasGivenOut() {
        oneProbeAtATime(4516, true);
        oneProbeAtATime(4516, false);
    }

    private static void oneProbeAtATime(int seed, boolean canary) {
        Walk walk = new Walk(seed, canary);
        Map<ProbeOrder, Long> ordered = new HashMap<>();
        for (int event = 0; event < EVENTS; event++) {
            walk.step();
            // A probe that did not come back within two minutes is given up.
            walk.underWay.forEach(order -> ordered.putIfAbsent(order, orderedAt(walk, order)));
            Set<CircuitId> circuits = new HashSet<>();
            for (ProbeOrder order : walk.underWay) {
                if (walk.now < ordered.getOrDefault(order, walk.now) + RunningProbe.LOST_MS) {
                    assertThat(circuits.add(order.circuit())).isTrue();
                }
            }
        }
    }

    /** Which may be earlier than it was given out: an operator's word orders one, the next tick gives it out. */
    private static long orderedAt(Walk walk, ProbeOrder order) {
        return walk.breaker.state().circuits().stream()
                .map(CircuitState::running)
                .filter(probe -> probe != null && probe.order().equals(order))
                .mapToLong(RunningProbe::at)
                .findFirst()
                .orElse(walk.now);
    }

    @Property(tries = 10)
    void successesAloneTripNothing(@ForAll @IntRange(max = 1_000_000) int seed) {
        Walk walk = new Walk(seed, false);
        for (int event = 0; event < EVENTS; event++) {
            walk.now += walk.dice.nextInt(20_000);
            int calls = walk.dice.nextInt(2_000);
            walk.breaker.hear(
                    new OutcomeReport(
                            "n",
                            event + 1,
                            walk.now,
                            List.of(
                                    Lab.calls(Lab.HEALTH).slow(0, calls).outcomes(0),
                                    Lab.calls(Lab.QUALITY)
                                            .good(calls)
                                            .scores("j", 0.75 + walk.dice.nextDouble() / 4)
                                            .outcomes(0)),
                            Map.of(),
                            List.of(),
                            List.of()),
                    walk.now);
            walk.breaker.tick(walk.now, walk.jitter);
        }
        assertThat(walk.breaker.drain(walk.now).transitions()).isEmpty();
    }

    @Property(tries = 60)
    void intervalsBetweenProbesKeepTheirBounds(
            @ForAll @IntRange(max = 1_000_000) int seed, @ForAll @IntRange(max = 60_000) int took) {
        Random random = new Random(seed);
        ProbeSchedule schedule = ProbeSchedule.opened(Lab.START);
        assertThat(schedule.due()).isEqualTo(Lab.START + 5_000);
        long now = schedule.due();
        for (int probe = 0; probe < 20; probe++) {
            long due = schedule.due();
            now = Math.max(now, due) + took;
            schedule = schedule.after(Math.max(due, now - took), now, random);
            assertThat(schedule.due()).isGreaterThan(now);
            assertThat(schedule.due() - now).isLessThanOrEqualTo(15_000);
            if (took < 9_500) {
                assertThat(schedule.due() - due).isBetween(9_500L, 15_000L);
            }
        }
    }
}
