package io.downclimb.replay;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A provider's failed calls and its breaker's transitions. */
final class Outage {
    /** Failed calls further apart than this belong to different troubles. */
    static final Duration CALM = Duration.ofSeconds(30);

    private final Incident incident;
    private final String provider;

    Outage(Incident incident, String provider) {
        this.incident = incident;
        this.provider = provider;
    }

    Stream<IncidentAttempt> calls() {
        return incident.requests().stream()
                .flatMap(request -> request.attempts().stream())
                .filter(attempt -> attempt.provider().equals(provider));
    }

    Stream<IncidentTransition> transitions() {
        return incident.transitions().stream()
                .filter(transition -> transition.provider().equals(provider));
    }

    List<IncidentTransition> trips() {
        return transitions().filter(IncidentTransition::isTrip).toList();
    }

    /** When its failed calls ended, in ms since 1970, in order. */
    List<Long> failures() {
        return calls().filter(call -> call.finishedAt() != null && call.result() != null && isItsFailure(call.result()))
                .map(call -> Objects.requireNonNull(call.finishedAt()))
                .sorted()
                .toList();
    }

    /** The end of the first of the failed calls that lead to this moment without a {@link #CALM} between them. */
    OptionalLong beganBefore(long moment) {
        OptionalLong began = OptionalLong.empty();
        long later = moment;
        for (long failure : failures().reversed()) {
            if (failure > moment) {
                continue;
            }
            if (later - failure > CALM.toMillis()) {
                return began;
            }
            later = failure;
            began = OptionalLong.of(failure);
        }
        return began;
    }

    Optional<IncidentTransition> closedAfter(IncidentTransition trip) {
        return transitions()
                .filter(one -> one.circuit().equals(trip.circuit()))
                .filter(one -> one.at() >= trip.at() && one.to() == Phase.CLOSED)
                .findFirst();
    }

    private static boolean isItsFailure(AttemptResult result) {
        if (!(result.outcome() instanceof Outcome.Failed failed)) {
            return false;
        }
        return switch (failed.errorClass()) {
            case OVERLOADED, RATE_LIMITED, QUOTA, AUTH, MODEL_GONE, CONNECT, CUT, MALFORMED, REJECTED -> true;
            case SILENT -> !failed.detail().equals(Outcome.Failed.NOT_SENT);
            case CONTEXT_LENGTH, CONTENT_POLICY, INVALID_REQUEST, LOST_WORKER -> false;
        };
    }
}
