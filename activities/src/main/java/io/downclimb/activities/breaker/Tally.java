package io.downclimb.activities.breaker;

import io.downclimb.workflows.breaker.CircuitId;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What this node has seen of its providers since it last reported. */
@Singleton
public class Tally {
    /**
     * A judge has said what an answer is worth.
     *
     * @param generation of the circuit that let the call through
     * @param bar the rung's quality bar (0..1); null where it has none
     * @param score 0..1
     * @param judge the judge's version
     */
    public void scored(
            String provider,
            CircuitId.Quality circuit,
            long generation,
            @Nullable Double bar,
            double score,
            String judge) {
        // Comes with the tally itself.
    }
}
