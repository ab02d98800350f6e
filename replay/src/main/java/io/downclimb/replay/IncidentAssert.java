package io.downclimb.replay;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractDoubleAssert;
import org.assertj.core.api.AbstractDurationAssert;
import org.assertj.core.api.AbstractLongAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.MapAssert;

/**
 * Assertions about an incident, in its own words. Each names numbers and, where requests are the reason, some of them by id. What there is
 * nothing of (no request, no answer, no trip) is a failure, too: an empty file proves nothing.
 */
public final class IncidentAssert extends AbstractAssert<IncidentAssert, Incident> {
    private final Answers answers;

    IncidentAssert(Incident actual) {
        super(actual, IncidentAssert.class);
        answers = new Answers(actual);
    }

    /**
     * Every request was answered within its deadline. Not counted: requests that were cancelled, and those that were still open, with time
     * left, when the file was written.
     */
    public IncidentAssert answeredWithinDeadline() {
        return answeredWithinDeadline(1);
    }

    /** At least this share (0..1) of the requests was answered within the deadline. */
    public IncidentAssert answeredWithinDeadline(double share) {
        List<IncidentRequest> due = answers.due();
        if (due.isEmpty()) {
            throw failure("no request of the incident was due, so none was answered within its deadline");
        }
        List<IncidentRequest> late =
                due.stream().filter(request -> !request.answeredInTime()).toList();
        int inTime = due.size() - late.size();
        if ((double) inTime < share * (double) due.size()) {
            throw failure(
                    "%s of %s requests were answered within their deadline, which is %s and not %s:%s",
                    inTime,
                    due.size(),
                    percent((double) inTime / (double) due.size()),
                    percent(share),
                    Answers.examples(late, Answers::fate));
        }
        return this;
    }

    /** Which share (0..1) of all answers a tier gave. */
    public AbstractDoubleAssert<?> tierShare(String tier) {
        Map<String, Long> byTier = byTier();
        return Assertions.assertThat(share(byTier, tier))
                .as("share of the answers that tier %s gave, of %s", tier, byTier);
    }

    /** The share (0..1) of all answers by tier. */
    public MapAssert<String, Double> tierShares() {
        Map<String, Long> byTier = byTier();
        Map<String, Double> shares = new TreeMap<>();
        byTier.keySet().forEach(tier -> shares.put(tier, share(byTier, tier)));
        return Assertions.assertThat(shares).as("shares of the answers by tier, of %s", byTier);
    }

    /** From arrival to answer: half of the answers had left by then. */
    public AbstractDurationAssert<?> medianTimeToAnswer() {
        return timeToAnswer(0.5);
    }

    /** From arrival to answer: this share (0..1) of the answers had left by then. */
    public AbstractDurationAssert<?> timeToAnswer(double share) {
        List<Long> times = answers.times();
        if (times.isEmpty()) {
            throw failure("the incident has no answer, so no time to one");
        }
        return Assertions.assertThat(Answers.quantile(times, share))
                .as("time within which %s of %s answers had left", percent(share), times.size());
    }

    /** Assertions about one provider: its breaker and the calls it got. */
    public ProviderAssert provider(String provider) {
        return new ProviderAssert(actual, provider);
    }

    /** How many calls a provider got while its circuits stood like this, as the node knew that made the call: the worst of those that it asked. */
    public AbstractLongAssert<?> callsTo(String provider, Phase phase) {
        return provider(provider).callsWhile(phase);
    }

    /** Some provider tripped, and the first trip came within so many seconds of the first failed call of its outage: see {@link ProviderAssert#trippedWithin}. */
    public IncidentAssert trippedWithin(long seconds) {
        IncidentTransition first = actual.transitions().stream()
                .filter(IncidentTransition::isTrip)
                .findFirst()
                .orElseThrow(() -> failure(
                        "no breaker tripped in the incident, of %s transitions",
                        actual.transitions().size()));
        provider(first.provider()).trippedWithin(Duration.ofSeconds(seconds));
        return this;
    }

    /** No provider's breaker tripped. */
    public IncidentAssert didNotTrip() {
        List<IncidentTransition> trips =
                actual.transitions().stream().filter(IncidentTransition::isTrip).toList();
        if (!trips.isEmpty()) {
            throw failure("breakers tripped %s times:%s", trips.size(), Answers.examples(trips, ProviderAssert::words));
        }
        return this;
    }

    /**
     * No answer came from a call that the node sent although it knew a circuit in its way to be open or half-open: no trickle, and no request that a
     * status page's share let through. Calls older than breakers are not counted.
     */
    public IncidentAssert nobodyWasAnsweredByAnOpenProvider() {
        List<String> answered = new ArrayList<>();
        long asked = 0;
        for (IncidentRequest request : actual.requests()) {
            for (IncidentAttempt attempt : request.attempts()) {
                AttemptResult result = attempt.result();
                Admission admission = result == null ? null : result.admission();
                if (result == null || admission == null || !isAnAnswer(result)) {
                    continue;
                }
                asked++;
                Phase worst = Phases.worst(admission);
                if (worst == Phase.OPEN || worst == Phase.HALF_OPEN) {
                    answered.add("%s by %s, attempt %d, %s%s"
                            .formatted(
                                    request.id(),
                                    attempt.provider(),
                                    attempt.number(),
                                    Phases.words(admission),
                                    admission.trickle() ? ", as a trickle" : ""));
                }
            }
        }
        if (asked == 0) {
            throw failure("no answer of the incident says how the breakers stood when it was asked for");
        }
        if (!answered.isEmpty()) {
            throw failure(
                    "%s of %s answers came from a provider whose circuit stood open:%s",
                    answered.size(), asked, Answers.examples(answered, one -> one));
        }
        return this;
    }

    private static boolean isAnAnswer(AttemptResult result) {
        return switch (result.outcome()) {
            case Outcome.Whole _, Outcome.Refused _ -> true;
            case Outcome.Failed _, Outcome.Held _ -> false;
        };
    }

    private Map<String, Long> byTier() {
        Map<String, Long> byTier = answers.byTier();
        if (byTier.isEmpty()) {
            throw failure("the incident has no answer, so no tier has a share");
        }
        return byTier;
    }

    private static double share(Map<String, Long> byTier, String tier) {
        long all = byTier.values().stream().mapToLong(Long::longValue).sum();
        return (double) Objects.requireNonNullElse(byTier.get(tier), 0L) / (double) all;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
