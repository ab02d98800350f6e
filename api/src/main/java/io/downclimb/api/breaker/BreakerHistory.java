package io.downclimb.api.breaker;

import io.downclimb.db.BreakerTransitionRow;
import io.downclimb.db.BreakerWindowRow;
import io.downclimb.db.ProbeRow;
import io.downclimb.db.StatusPageRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of breakers, and what status pages said: as it was written down. A circuit of null means all of the provider's. */
public interface BreakerHistory {
    /** Up to {@code most} stretches of 10 s, oldest first. */
    List<BreakerWindowRow> windows(String provider, @Nullable String circuit, Instant since, int most);

    /** The newest first. */
    List<BreakerTransitionRow> transitions(String provider, @Nullable String circuit, int most);

    /** The newest first. */
    List<ProbeRow> probes(String provider, @Nullable String circuit, int most);

    List<StatusPageRow> statusPages();
}
