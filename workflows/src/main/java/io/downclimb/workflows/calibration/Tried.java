package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.breaker.Cusum;
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

    /** The threshold of a CUSUM, as a measure of how much evidence it wants; 0 for other settings and where the load decides. */
    double caution();

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

        @Override
        public double caution() {
            return setting instanceof Cusum cusum && cusum.threshold() != null ? cusum.threshold() : 0;
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

        @Override
        public double caution() {
            Double threshold = setting.threshold();
            return setting.kind() == QualityWatch.Kind.CUSUM && threshold != null ? threshold : 0;
        }
    }

    /**
     * The best of these.
     *
     * <ol>
     *   <li>Those with more than a tenth of a false trip a day are out, and those that do not notice in time.
     *   <li>The lowest p95 of the decisive delay counts; within a second or a twentieth of it, settings are as good as each other.
     *   <li>Of these, the one with the fewest false trips; then the one that wants most evidence; then the quickest.
     * </ol>
     */
    static <T extends Tried> Optional<T> best(List<T> tried) {
        List<T> calm = tried.stream()
                .filter(one -> one.falseTrips().perDay() <= TOLERABLE)
                .filter(one -> Double.isFinite(one.decisive().p95()))
                .toList();
        double quickest =
                calm.stream().mapToDouble(one -> one.decisive().p95()).min().orElse(0);
        double asGood = quickest + Math.max(1, quickest / 20);
        return calm.stream()
                .filter(one -> one.decisive().p95() <= asGood)
                .min(Comparator.comparingDouble((T one) -> one.falseTrips().perDay())
                        .thenComparingDouble(one -> -one.caution())
                        .thenComparingDouble(one -> one.decisive().p95()));
    }
}
