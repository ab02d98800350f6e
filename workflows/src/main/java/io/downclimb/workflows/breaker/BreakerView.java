package io.downclimb.workflows.breaker;

import io.downclimb.workflows.status.StatusLevel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What everyone may know of a provider's breaker: written to Postgres with each change, followed by every node, shown by the API.
 *
 * @param version grows with each change; a node never goes back to an older one. One that the engine had undone is decided again, later
 * @param at when it was written, in ms since 1970
 * @param baselines healthy times by model
 * @param retryShare see {@link BreakerSettings#retryShare}
 * @param retryMinimum see {@link BreakerSettings#retryMinimum}
 */
public record BreakerView(
        String provider,
        BreakerSettings.Scope scope,
        long version,
        long at,
        List<CircuitView> circuits,
        Map<String, Baseline> baselines,
        StatusLevel status,
        double retryShare,
        int retryMinimum) {
    public BreakerView {
        circuits = List.copyOf(circuits);
        baselines = Map.copyOf(baselines);
    }

    /** A breaker that nobody has heard anything of. */
    public static BreakerView unknown(String provider) {
        return new BreakerView(
                provider,
                BreakerSettings.Scope.PER_PROVIDER,
                0,
                0,
                List.of(),
                Map.of(),
                StatusLevel.UNKNOWN,
                BreakerSettings.DEFAULT.retryShare(),
                BreakerSettings.DEFAULT.retryMinimum());
    }

    /** Whether this one was decided after another of the same provider. */
    public boolean isNewerThan(BreakerView other) {
        return version > other.version || (version == other.version && at > other.at);
    }

    public Optional<CircuitView> circuit(CircuitId id) {
        return circuits.stream().filter(circuit -> circuit.id().equals(id)).findFirst();
    }

    /** The health circuit that a model's calls belong to. */
    public CircuitId.Health health(String model) {
        return new CircuitId.Health(scope == BreakerSettings.Scope.PER_MODEL ? model : null);
    }

    /**
     * One circuit.
     *
     * @param reason why it is not closed; null where it is
     * @param generation counts its transitions; outcomes of calls let through by an older one change nothing
     * @param since when it came into this phase, in ms since 1970
     * @param share of the calls let through (0..1): 1 closed, 0 open and half-open, the step's while ramping
     * @param forced an operator holds it
     * @param sample the factor by which judging is raised just now; 1 where there is no reason to
     * @param until when a latch may be asked again, or the next probe is due, in ms since 1970; null for neither
     * @param numbers what its detectors stand at, by name
     * @param note the operator's words, the error class of a latch, or the level of the status page that opened it; null for none
     */
    public record CircuitView(
            CircuitId id,
            Phase phase,
            @Nullable Reason reason,
            long generation,
            long since,
            double share,
            boolean forced,
            double sample,
            @Nullable Long until,
            Map<String, Double> numbers,
            @Nullable String note) {
        public CircuitView {
            numbers = Map.copyOf(numbers);
        }
    }
}
