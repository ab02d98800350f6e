package io.downclimb.replay;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractLongAssert;
import org.assertj.core.api.Assertions;

/** Assertions about one provider of an incident. */
public final class ProviderAssert extends AbstractAssert<ProviderAssert, Incident> {
    private final String provider;
    private final Outage outage;

    ProviderAssert(Incident actual, String provider) {
        super(actual, ProviderAssert.class);
        this.provider = provider;
        outage = new Outage(actual, provider);
    }

    /**
     * Its breaker tripped, and no longer than this after the first failed call of the outage.
     *
     * <ol>
     *   <li>The trip is the first transition of one of its circuits from closed to open.
     *   <li>A failed call is one that ended without a usable answer through the provider's doing: not one that was never sent or whose worker was
     *       lost, and not a refusal of the prompt.
     *   <li>The outage is the run of failed calls that ends in the trip: each ended at most {@link Outage#CALM} after the one before it. Its first one
     *       counts from its end, since nobody knew before.
     * </ol>
     */
    public ProviderAssert trippedWithin(Duration limit) {
        IncidentTransition trip = firstTrip();
        OptionalLong began = outage.beganBefore(trip.at());
        if (began.isEmpty()) {
            throw failure(
                    "no call to %s failed before %s. Say since when it was in trouble: trippedWithin(limit, since)",
                    provider, words(trip));
        }
        return trippedWithin(limit, Instant.ofEpochMilli(began.getAsLong()), trip, "the first failed call");
    }

    /** The same after a moment that the incident itself does not show, such as the beginning of a drop in quality: the first trip after it counts. */
    public ProviderAssert trippedWithin(Duration limit, Instant since) {
        IncidentTransition trip = outage.trips().stream()
                .filter(one -> one.at() >= since.toEpochMilli())
                .findFirst()
                .orElseThrow(() -> failure("%s did not trip after %s", provider, since));
        return trippedWithin(limit, since, trip, "that");
    }

    private ProviderAssert trippedWithin(Duration limit, Instant since, IncidentTransition trip, String after) {
        long took = trip.at() - since.toEpochMilli();
        if (took > limit.toMillis()) {
            throw failure(
                    "%s tripped %s after %s at %s, not within %s: %s",
                    provider, Answers.seconds(took), after, since, Answers.seconds(limit.toMillis()), words(trip));
        }
        return this;
    }

    /** None of its circuits tripped. */
    public ProviderAssert didNotTrip() {
        List<IncidentTransition> trips = outage.trips();
        if (!trips.isEmpty()) {
            throw failure(
                    "%s tripped %s times:%s", provider, trips.size(), Answers.examples(trips, ProviderAssert::words));
        }
        return this;
    }

    /** It tripped, and each circuit that did was closed again no longer than this after its trip. */
    public ProviderAssert returnedWithin(Duration limit) {
        var _ = firstTrip();
        for (IncidentTransition trip : outage.trips()) {
            Optional<IncidentTransition> closed = outage.closedAfter(trip);
            if (closed.isEmpty()) {
                throw failure("%s has not returned since %s", provider, words(trip));
            }
            long took = closed.get().at() - trip.at();
            if (took > limit.toMillis()) {
                throw failure(
                        "%s returned %s after it tripped, not within %s: %s",
                        provider, Answers.seconds(took), Answers.seconds(limit.toMillis()), words(trip));
            }
        }
        return this;
    }

    /** How many calls it got. Probes are not counted. */
    public AbstractLongAssert<?> calls() {
        return Assertions.assertThat(outage.calls().count()).as("calls to %s", provider);
    }

    /** How many calls it got while its circuits stood like this, as the node knew that made the call: the worst of those that it asked. */
    public AbstractLongAssert<?> callsWhile(Phase phase) {
        long calls = outage.calls()
                .map(IncidentAttempt::result)
                .filter(result -> result != null && isAt(phase, result))
                .count();
        return Assertions.assertThat(calls).as("calls to %s while it stood %s", provider, phase);
    }

    private static boolean isAt(Phase phase, AttemptResult result) {
        return result.admission() != null
                && !(result.outcome() instanceof Outcome.Held)
                && Phases.worst(result.admission()) == phase;
    }

    private IncidentTransition firstTrip() {
        return outage.trips().stream()
                .findFirst()
                .orElseThrow(() -> failure(
                        "%s did not trip: its breaker has %s transitions, of %s calls to it %s failed",
                        provider,
                        outage.transitions().count(),
                        outage.calls().count(),
                        outage.failures().size()));
    }

    /** A transition, such as "openai health CLOSED -> OPEN at 2026-11-21T20:00:52Z (errors)". */
    static String words(IncidentTransition transition) {
        String why = transition.reason() == null ? transition.cause() : transition.reason();
        return "%s %s %s -> %s at %s (%s)"
                .formatted(
                        transition.provider(),
                        transition.circuit(),
                        transition.from(),
                        transition.to(),
                        Instant.ofEpochMilli(transition.at()),
                        why);
    }
}
