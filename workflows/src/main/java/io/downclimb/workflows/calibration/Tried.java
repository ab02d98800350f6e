package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.breaker.CallDetector;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A setting and what it did in the simulation. */
public sealed interface Tried {
    /** More false trips a day than this and people stop believing a breaker. */
    double TOLERABLE = 0.1;

    FalseTrips falseTrips();

    /** Of the troubles that were let in, in the order of the grid. */
    List<Delays> delays();

    /** The trouble by whose p95 settings are compared. */
    Delays decisive();

    /**
     * Of a detector of bad calls.
     *
     * @param delays when all calls are bad, and when 30 % are
     * @param replay what it would have done with the record; null where times are not known
     */
    record Calls(CallDetector setting, FalseTrips falseTrips, List<Delays> delays, CallRecord.@Nullable Replay replay)
            implements Tried {
        public Calls {
            delays = List.copyOf(delays);
        }

        @Override
        public Delays decisive() {
            return delays.getLast();
        }
    }

    /**
     * Of a detector of low scores.
     *
     * @param delays when the mean falls to 0.05, 0.15 and 0.30 below the bar
     */
    record Quality(QualityWatch setting, FalseTrips falseTrips, List<Delays> delays) implements Tried {
        public Quality {
            delays = List.copyOf(delays);
        }

        @Override
        public Delays decisive() {
            return delays.get(1);
        }
    }

    /**
     * The best of these: among those with at most a tenth of a false trip a day the one with the lowest p95 of the decisive delay, then with the
     * lowest medians, then the first. None where all of them trip too often or notice nothing.
     */
    static <T extends Tried> Optional<T> best(List<T> tried) {
        return tried.stream()
                .filter(one -> one.falseTrips().perDay() <= TOLERABLE)
                .filter(one -> Double.isFinite(one.decisive().p95()))
                .min(Comparator.comparingDouble((T one) -> one.decisive().p95())
                        .thenComparingDouble(one -> one.delays().stream()
                                .mapToDouble(Delays::median)
                                .sum()));
    }
}
