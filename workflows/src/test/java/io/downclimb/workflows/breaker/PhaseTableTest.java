package io.downclimb.workflows.breaker;

import static io.downclimb.workflows.breaker.Lab.HEALTH;
import static io.downclimb.workflows.breaker.Lab.KEY;
import static io.downclimb.workflows.breaker.Lab.QUALITY;
import static io.downclimb.workflows.breaker.Lab.calls;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.status.StatusLevel;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state a circuit can be in, with every event that can happen to it: where it is then, and by how many generations later. */
class PhaseTableTest {
    /** States, each reached by the shortest way. */
    enum At {
        HEALTH_CLOSED,
        HEALTH_ERRORS,
        HEALTH_LATENCY,
        HEALTH_STATUS,
        HEALTH_HALF_OPEN,
        HEALTH_RAMPING,
        HEALTH_FORCED_OPEN,
        HEALTH_FORCED_CLOSED,
        HEALTH_RELEASED,
        QUALITY_CLOSED,
        QUALITY_VALIDATORS,
        QUALITY_SCORES,
        QUALITY_HALF_OPEN,
        QUALITY_RAMPING,
        QUALITY_FORCED_OPEN,
        QUALITY_FORCED_CLOSED,
        LATCH_CLOSED,
        LATCH_OPEN,
        LATCH_HALF_OPEN,
        LATCH_FORCED_OPEN,
        LATCH_FORCED_CLOSED;

        CircuitId circuit() {
            if (name().startsWith("HEALTH")) {
                return HEALTH;
            }
            return name().startsWith("QUALITY") ? QUALITY : KEY;
        }
    }

    enum Event {
        GOOD_CALL,
        BAD_CALL,
        SLOW_CALL,
        LOW_SCORE,
        OLD_GOOD_CALLS,
        OLD_BAD_CALLS,
        REFUSAL,
        PAGE_OUTAGE,
        PAGE_WELL,
        TIME,
        PROBE_GOOD,
        PROBE_BAD,
        PROBE_NOT_SENT,
        OLD_PROBE_GOOD,
        OPERATOR_OPEN,
        OPERATOR_CLOSE,
        OPERATOR_RELEASE,
        OPERATOR_RECALIBRATE
    }

    private static final Set<At> FORCED = Set.of(
            At.HEALTH_FORCED_OPEN,
            At.HEALTH_FORCED_CLOSED,
            At.QUALITY_FORCED_OPEN,
            At.QUALITY_FORCED_CLOSED,
            At.LATCH_FORCED_OPEN,
            At.LATCH_FORCED_CLOSED);

    static Stream<Arguments> all() {
        return Stream.of(At.values()).flatMap(at -> Stream.of(Event.values()).map(event -> Arguments.of(at, event)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachEventLeadsWhereTheTableSays(At at, Event event) {
        Lab lab = reach(at);
        Phase phase = lab.phase(at.circuit());
        Reason reason = lab.view(at.circuit()).reason();
        long generation = lab.generation(at.circuit());

        happen(lab, at, event);

        String moved = lab.generation(at.circuit()) - generation + " " + words(lab, at.circuit());
        assertThat(moved).isEqualTo(expected(at, event, phase, reason));
    }

    private static String words(Lab lab, CircuitId circuit) {
        return words(lab.phase(circuit), lab.view(circuit).reason());
    }

    private static String words(Phase phase, @Nullable Reason reason) {
        return phase + (reason == null ? "" : " " + reason);
    }

    /** Where it is not told otherwise, nothing happens. */
    private static String expected(At at, Event event, Phase phase, @Nullable Reason reason) {
        String stays = "0 " + words(phase, reason);
        String ramps = "1 " + words(Phase.RAMPING, reason);
        return switch (event) {
            case OPERATOR_OPEN -> "1 OPEN OPERATOR";
            case OPERATOR_CLOSE -> "1 CLOSED";
            case OPERATOR_RELEASE -> FORCED.contains(at) ? "1 " + words(phase, reason) : stays;
            case OPERATOR_RECALIBRATE -> at.circuit().equals(KEY) ? stays : "1 " + words(phase, reason);
            case OLD_GOOD_CALLS, OLD_BAD_CALLS, OLD_PROBE_GOOD -> stays;
            case GOOD_CALL ->
                switch (at) {
                    case HEALTH_ERRORS, HEALTH_LATENCY, HEALTH_HALF_OPEN -> ramps;
                    default -> stays;
                };
            case BAD_CALL ->
                switch (at) {
                    case HEALTH_CLOSED, HEALTH_STATUS, HEALTH_RAMPING -> "1 OPEN ERRORS";
                    case QUALITY_CLOSED, QUALITY_RAMPING -> "1 OPEN VALIDATORS";
                    default -> stays;
                };
            case SLOW_CALL ->
                switch (at) {
                    case HEALTH_CLOSED, HEALTH_STATUS, HEALTH_RAMPING -> "1 OPEN LATENCY";
                    // A call that is slow is not a failed one.
                    case HEALTH_ERRORS, HEALTH_LATENCY, HEALTH_HALF_OPEN -> ramps;
                    default -> stays;
                };
            case LOW_SCORE ->
                switch (at) {
                    case QUALITY_CLOSED, QUALITY_RAMPING -> "1 OPEN QUALITY";
                    default -> stays;
                };
            case REFUSAL -> at == At.LATCH_CLOSED ? "1 OPEN LATCH" : stays;
            case PAGE_OUTAGE -> at == At.HEALTH_CLOSED ? "1 OPEN STATUS" : stays;
            case PAGE_WELL -> at == At.HEALTH_STATUS ? ramps : stays;
            case TIME ->
                switch (at) {
                    case HEALTH_ERRORS, HEALTH_LATENCY, HEALTH_RELEASED -> "1 " + words(Phase.HALF_OPEN, reason);
                    case QUALITY_VALIDATORS, QUALITY_SCORES, LATCH_OPEN -> "1 " + words(Phase.HALF_OPEN, reason);
                    case HEALTH_RAMPING, QUALITY_RAMPING -> "1 " + words(Phase.RAMPING, reason);
                    // A page that nobody reads any more says nothing.
                    case HEALTH_STATUS -> ramps;
                    // A probe that does not come back is given up.
                    case HEALTH_HALF_OPEN, QUALITY_HALF_OPEN, LATCH_HALF_OPEN -> "1 " + words(Phase.OPEN, reason);
                    default -> stays;
                };
            case PROBE_GOOD ->
                switch (at) {
                    case HEALTH_HALF_OPEN -> ramps;
                    // Two further probes are needed.
                    case QUALITY_HALF_OPEN -> stays;
                    case LATCH_HALF_OPEN -> "1 CLOSED";
                    default -> stays;
                };
            case PROBE_BAD, PROBE_NOT_SENT ->
                switch (at) {
                    case HEALTH_HALF_OPEN, QUALITY_HALF_OPEN, LATCH_HALF_OPEN -> "1 " + words(Phase.OPEN, reason);
                    default -> stays;
                };
        };
    }

    private static Lab reach(At at) {
        Lab lab = Lab.touchy();
        lab.hear(calls(HEALTH).good(1), calls(QUALITY).good(1), calls(KEY));
        switch (at) {
            case HEALTH_CLOSED, QUALITY_CLOSED, LATCH_CLOSED -> {}
            case HEALTH_ERRORS -> lab.hear(calls(HEALTH).bad(1));
            case HEALTH_LATENCY -> lab.hear(calls(HEALTH).slow(1, 1));
            case HEALTH_STATUS -> lab.page(StatusLevel.MAJOR_OUTAGE, 1);
            case HEALTH_HALF_OPEN, HEALTH_RAMPING -> lab.hear(calls(HEALTH).bad(1));
            case HEALTH_FORCED_OPEN, QUALITY_FORCED_OPEN, LATCH_FORCED_OPEN ->
                lab.operate(at.circuit(), OperatorAction.Kind.OPEN);
            case HEALTH_FORCED_CLOSED, QUALITY_FORCED_CLOSED, LATCH_FORCED_CLOSED ->
                lab.operate(at.circuit(), OperatorAction.Kind.CLOSE);
            case HEALTH_RELEASED -> {
                lab.operate(HEALTH, OperatorAction.Kind.OPEN);
                lab.operate(HEALTH, OperatorAction.Kind.RELEASE);
            }
            case QUALITY_VALIDATORS, QUALITY_HALF_OPEN, QUALITY_RAMPING ->
                lab.hear(calls(QUALITY).bad(1));
            case QUALITY_SCORES -> lab.hear(calls(QUALITY).scores("j", 0.0));
            case LATCH_OPEN, LATCH_HALF_OPEN -> lab.refused(KEY, ErrorClass.AUTH, null);
        }
        lab.candidate(at.circuit(), "r");
        switch (at) {
            case HEALTH_HALF_OPEN, QUALITY_HALF_OPEN, LATCH_HALF_OPEN -> lab.nextProbe();
            case HEALTH_RAMPING -> lab.good(lab.nextProbe());
            case QUALITY_RAMPING -> {
                for (int probe = 0; probe < 3; probe++) {
                    lab.answer(lab.nextProbe(), null, 0.9, 100L);
                }
            }
            default -> {}
        }
        return lab;
    }

    private static void happen(Lab lab, At at, Event event) {
        CircuitId circuit = at.circuit();
        long present = lab.generation(circuit);
        switch (event) {
            case GOOD_CALL -> lab.hear(calls(circuit).good(1));
            case BAD_CALL -> lab.hear(calls(circuit).bad(1));
            case SLOW_CALL -> lab.hear(calls(circuit).slow(1, 1));
            case LOW_SCORE -> lab.hear(calls(circuit).scores("j", 0.0));
            case OLD_GOOD_CALLS ->
                lab.hear(calls(circuit).generation(present - 1).good(99));
            case OLD_BAD_CALLS ->
                lab.hear(calls(circuit).generation(present - 1).bad(99));
            case REFUSAL -> {
                if (circuit.equals(KEY)) {
                    lab.refused(KEY, ErrorClass.AUTH, null);
                }
            }
            case PAGE_OUTAGE -> lab.page(StatusLevel.MAJOR_OUTAGE, 1);
            case PAGE_WELL -> lab.page(StatusLevel.OPERATIONAL, 2);
            case TIME -> {
                lab.now = Math.max(lab.now, lab.breaker.nextDue().orElse(lab.now));
                lab.tick();
            }
            case PROBE_GOOD -> probed(lab, circuit, present, true, null);
            case PROBE_BAD ->
                probed(
                        lab,
                        circuit,
                        present,
                        true,
                        switch (circuit) {
                            case CircuitId.Health _ -> ErrorClass.SILENT;
                            case CircuitId.Quality _ -> ErrorClass.REJECTED;
                            case CircuitId.Key _, CircuitId.Model _ -> ErrorClass.AUTH;
                        });
            case PROBE_NOT_SENT -> probed(lab, circuit, present, false, null);
            case OLD_PROBE_GOOD -> probed(lab, circuit, present - 1, true, null);
            case OPERATOR_OPEN -> lab.operate(circuit, OperatorAction.Kind.OPEN);
            case OPERATOR_CLOSE -> lab.operate(circuit, OperatorAction.Kind.CLOSE);
            case OPERATOR_RELEASE -> operateIfAllowed(lab, circuit, OperatorAction.Kind.RELEASE);
            case OPERATOR_RECALIBRATE -> operateIfAllowed(lab, circuit, OperatorAction.Kind.RECALIBRATE);
        }
    }

    private static void operateIfAllowed(Lab lab, CircuitId circuit, OperatorAction.Kind kind) {
        try {
            lab.operate(circuit, kind);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining(circuit.text());
        }
    }

    private static void probed(
            Lab lab, CircuitId circuit, long generation, boolean sent, @Nullable ErrorClass errorClass) {
        lab.breaker.probed(
                new ProbeResult(circuit, generation, sent, errorClass, sent ? 0.9 : null, 100L), lab.now, lab.random);
    }
}
