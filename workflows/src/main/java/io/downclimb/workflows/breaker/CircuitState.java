package io.downclimb.workflows.breaker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One circuit, as it is carried on.
 *
 * @param reason why it is not closed; null where it is
 * @param generation counts its transitions
 * @param since when it came into this phase, in ms since 1970
 * @param forced an operator holds it
 * @param note the operator's words, the error class of a latch, or the level of the status page that opened it; null for none
 * @param ramp null unless it is ramping
 * @param schedule when it probes; null unless it is open for the breaker to close, or probing
 * @param running the probe that has not come back; null for none
 * @param candidates the newest first
 * @param windows what it heard within the last 90 s, the oldest first
 * @param watch what its kind of circuit watches
 * @param heardAt when anything was last heard of it, in ms since 1970
 */
public record CircuitState(
        CircuitId id,
        Phase phase,
        @Nullable Reason reason,
        long generation,
        long since,
        boolean forced,
        @Nullable String note,
        @Nullable Ramp ramp,
        @Nullable ProbeSchedule schedule,
        @Nullable RunningProbe running,
        List<OutcomeReport.Candidate> candidates,
        List<Window> windows,
        Watch watch,
        long heardAt) {
    public CircuitState {
        candidates = List.copyOf(candidates);
        windows = List.copyOf(windows);
    }
}
