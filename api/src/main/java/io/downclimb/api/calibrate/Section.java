package io.downclimb.api.calibrate;

import io.downclimb.workflows.calibration.Tried;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found for one detector. */
sealed interface Section {
    String title();

    /**
     * A detector of bad calls.
     *
     * @param perSecond calls a second, as simulated
     * @param healthyShare of bad calls in health, as simulated (0..1)
     * @param proposal null where nothing tried would do
     */
    record Calls(
            CallGroup group,
            double perSecond,
            double healthyShare,
            double days,
            List<Tried.Calls> tried,
            Tried.@Nullable Calls proposal,
            List<String> warnings)
            implements Section {
        public Calls {
            tried = List.copyOf(tried);
            warnings = List.copyOf(warnings);
        }

        @Override
        public String title() {
            return group.title();
        }
    }

    /**
     * A detector of low scores.
     *
     * @param perSecond answers a second, as simulated, judged or not
     * @param mean of the healthy scores (0..1)
     * @param deviation of the healthy scores
     * @param proposal null where nothing tried would do
     */
    record Quality(
            ScoreGroup group,
            double perSecond,
            double mean,
            double deviation,
            double days,
            List<Tried.Quality> tried,
            Tried.@Nullable Quality proposal,
            List<String> warnings)
            implements Section {
        public Quality {
            tried = List.copyOf(tried);
            warnings = List.copyOf(warnings);
        }

        @Override
        public String title() {
            return group.title();
        }
    }

    /** A detector that cannot be calibrated, and why. */
    record Unable(String title, String why) implements Section {}
}
