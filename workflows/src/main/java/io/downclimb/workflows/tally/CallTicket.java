package io.downclimb.workflows.tally;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.policy.Rung;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One call under way, as the breakers see it: the circuits and generations that let it through, and since when it waits. */
public final class CallTicket {
    private final ProviderTally tally;
    private final Rung.Model rung;
    private final CircuitId.Health health;
    private final long healthGeneration;
    private final CircuitId.Quality quality;
    private final long qualityGeneration;
    private final @Nullable Baseline baseline;
    private final Instant sent;
    private volatile boolean flows;
    private boolean pending; // guarded by the tally

    CallTicket(
            ProviderTally tally,
            Rung.Model rung,
            CircuitId.Health health,
            long healthGeneration,
            CircuitId.Quality quality,
            long qualityGeneration,
            @Nullable Baseline baseline,
            Instant sent) {
        this.tally = tally;
        this.rung = rung;
        this.health = health;
        this.healthGeneration = healthGeneration;
        this.quality = quality;
        this.qualityGeneration = qualityGeneration;
        this.baseline = baseline;
        this.sent = sent;
    }

    /** The first content has come. */
    public void flows() {
        flows = true;
    }

    /** The call has ended by itself. */
    public void ended(AttemptResult result) {
        tally.ended(this, result, Heard.of(result, rung.budget(), baseline));
    }

    /** The call was ended from outside, or failed for reasons of our own: no news, but what it has waited. */
    public void abandoned() {
        tally.forget(this);
    }

    /** Whether it has waited longer for its first content than a healthy provider lets it, and nobody was told. */
    boolean isOverdue(Instant now) {
        return baseline != null
                && !flows
                && !pending
                && sent.plusMillis(baseline.p999()).isBefore(now);
    }

    void markPending() {
        pending = true;
    }

    boolean isPending() {
        return pending;
    }

    Rung.Model rung() {
        return rung;
    }

    @Nullable
    Baseline baseline() {
        return baseline;
    }

    CircuitId.Health health() {
        return health;
    }

    long healthGeneration() {
        return healthGeneration;
    }

    CircuitId.Quality quality() {
        return quality;
    }

    long qualityGeneration() {
        return qualityGeneration;
    }
}
