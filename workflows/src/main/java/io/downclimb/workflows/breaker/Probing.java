package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A circuit's probes: the requests that could be copied, when the next probe is due, and the one that is under way. At most one is, whatever
 * happens to the circuit meanwhile.
 */
final class Probing {
    private final Candidates candidates;
    private @Nullable ProbeSchedule schedule;
    private @Nullable RunningProbe running;

    Probing(CircuitState state) {
        candidates = new Candidates(state.candidates());
        schedule = state.schedule();
        running = state.running();
    }

    List<Candidate> candidates() {
        return candidates.all();
    }

    @Nullable
    ProbeSchedule schedule() {
        return schedule;
    }

    @Nullable
    RunningProbe running() {
        return running;
    }

    boolean isUnderWay() {
        return running != null;
    }

    /** Asks by this schedule from now on; null: not at all. */
    void schedule(@Nullable ProbeSchedule next) {
        schedule = next;
    }

    void add(Candidate candidate, long now) {
        candidates.add(candidate);
        candidates.forget(now);
    }

    void forget(long now) {
        candidates.forget(now);
    }

    void drop(@Nullable Candidate candidate) {
        if (candidate != null) {
            candidates.drop(candidate.requestId());
        }
    }

    boolean hasSomething(BreakerSettings.@Nullable Canary canary) {
        return !candidates.isEmpty() || canary != null;
    }

    /** Whether the next one may be ordered, if there is something to send. */
    boolean isDue(long now) {
        return running == null && schedule != null && schedule.isDue(now);
    }

    /** When the next one may be ordered, if there is something to send; {@code Long.MAX_VALUE} where none is to come. */
    long nextOrder() {
        return running != null || schedule == null ? Long.MAX_VALUE : schedule.due() - ProbeSchedule.EARLY_MS;
    }

    /** When the one under way is given up; {@code Long.MAX_VALUE} where there is none. */
    long lostAt() {
        return running == null ? Long.MAX_VALUE : running.lostAt();
    }

    /** Orders one: of a request, with the circuit's canary where there is none. */
    ProbeOrder order(
            String provider,
            CircuitId circuit,
            long generation,
            List<String> used,
            BreakerSettings.@Nullable Canary canary,
            long notBefore,
            boolean judged,
            long now) {
        Candidate copied = candidates.choose(used);
        ProbeOrder order = new ProbeOrder(
                provider, circuit, generation, copied, copied == null ? canary : null, notBefore, judged);
        running = new RunningProbe(order, now, false);
        return order;
    }

    /** The order to give out now; null where there is none. */
    @Nullable
    ProbeOrder take() {
        RunningProbe probe = running;
        if (probe == null || probe.taken()) {
            return null;
        }
        running = probe.nowTaken();
        return probe.order();
    }

    /** An order that nobody took yet is no longer wanted. */
    void withdraw() {
        if (running != null && !running.taken()) {
            running = null;
        }
    }

    /** The probe that is back; null where it is not the one under way. What could not be sent is not tried again. */
    @Nullable
    RunningProbe back(ProbeResult result) {
        RunningProbe probe = running;
        if (probe == null || probe.order().generation() != result.generation()) {
            return null;
        }
        running = null;
        if (!result.sent()) {
            drop(probe.order().candidate());
        }
        return probe;
    }

    /** The probe that is given up now; null where there is none. */
    @Nullable
    RunningProbe giveUp(long now) {
        RunningProbe probe = running;
        if (probe == null || now < probe.lostAt()) {
            return null;
        }
        running = null;
        return probe;
    }
}
