package io.downclimb.incident.whatif;

import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentProbe;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.ProbeOrder;
import io.downclimb.workflows.breaker.Transition;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.request.Descent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes down what happens in a run, in the records that an incident file has: so what ran and what was recorded are measured alike. */
final class Recorder {
    private static final int OK = 200;

    private final List<IncidentRequest> requests = new ArrayList<>();
    private final List<IncidentTransition> transitions = new ArrayList<>();
    private final List<IncidentProbe> probes = new ArrayList<>();
    private final Grounds.Counter grounds = new Grounds.Counter();

    void asked(Reply reply) {
        grounds.count(reply);
    }

    /** An operator's word could not be followed. */
    void passedOver() {
        grounds.passedOver();
    }

    void transition(String provider, Transition transition) {
        transitions.add(new IncidentTransition(
                provider,
                transition.circuit().text(),
                transition.generation(),
                transition.at(),
                transition.from(),
                transition.to(),
                transition.reason() == null ? null : transition.reason().name(),
                transition.cause(),
                transition.numbers()));
    }

    void probe(ProbeOrder order, String model, long sentAt, Reply reply, @Nullable Double score) {
        Outcome outcome = reply.outcome();
        probes.add(new IncidentProbe(
                order.provider(),
                order.circuit().text(),
                order.generation(),
                model,
                sentAt,
                name(outcome),
                outcome instanceof Outcome.Failed failed ? failed.errorClass().name() : null,
                reply.firstContentMs(),
                reply.totalMs(),
                score));
    }

    static IncidentAttempt attempt(
            AttemptOrder order,
            Rung.Model rung,
            long sentAt,
            @Nullable Long finishedAt,
            @Nullable AttemptResult result,
            Reply reply) {
        boolean ended = result != null;
        BigDecimal cost = new Usage(reply.inputTokens(), reply.outputTokens()).cost(rung.price());
        return new IncidentAttempt(
                order.number(),
                order.rung(),
                order.tier(),
                order.provider(),
                order.model(),
                1,
                sentAt,
                finishedAt,
                result,
                ended ? status(reply.outcome()) : null,
                ended ? reply.inputTokens() : null,
                ended ? reply.outputTokens() : null,
                ended ? cost : null);
    }

    private static @Nullable Integer status(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.status() : Integer.valueOf(OK);
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Whole _ -> "whole";
            case Outcome.Refused _ -> "refused";
            case Outcome.Failed _ -> "failed";
            case Outcome.Held _ -> "not-sent";
        };
    }

    /** How a request ended, as its row would say. */
    private record Said(
            String outcome,
            @Nullable String tier,
            @Nullable String provider,
            @Nullable String model,
            boolean degraded,
            @Nullable String errorClass,
            @Nullable String reason) {
        static Said of(Conclusion.End end, Arrival arrival) {
            return switch (end) {
                case Conclusion.ByAttempt by -> {
                    Rung.Model rung = (Rung.Model) arrival.policy().ladder().get(by.rung());
                    yield new Said("answered", by.tier(), rung.provider(), rung.model(), by.degraded(), null, null);
                }
                case Conclusion.ByCache by ->
                    new Said(
                            "answered",
                            by.tier(),
                            by.hit().provider(),
                            by.hit().model(),
                            !by.hit().fresh(),
                            null,
                            null);
                case Conclusion.ByCanned by -> new Said("answered", by.tier(), null, null, true, null, null);
                case Conclusion.Failed by ->
                    new Said(
                            "failed",
                            null,
                            null,
                            null,
                            false,
                            by.errorClass() == null ? null : by.errorClass().name(),
                            by.reason());
                case Conclusion.Cancelled by -> new Said("cancelled", null, null, null, false, null, by.reason());
            };
        }
    }

    void request(
            Arrival arrival,
            List<IncidentAttempt> attempts,
            @Nullable Descent descent,
            Conclusion.End end,
            long concludedAt) {
        Said said = Said.of(end, arrival);
        List<String> classes = descent == null ? List.of() : descent.classes();
        List<String> skipped = descent == null
                ? List.of()
                : descent.skips().stream()
                        .map(skip -> skip.tier() + ": " + skip.reason())
                        .toList();
        BigDecimal cost = attempts.stream()
                .map(IncidentAttempt::costUsd)
                .filter(Objects::nonNull)
                .reduce(BigDecimal::add)
                .orElse(null);
        requests.add(new IncidentRequest(
                arrival.id(),
                arrival.tenant(),
                arrival.policy().route(),
                arrival.policyHash(),
                "request/%s/%s".formatted(arrival.tenant(), arrival.id()),
                arrival.receivedAt(),
                arrival.deadlineAt(),
                arrival.share(),
                arrival.keyed(),
                concludedAt,
                said.outcome(),
                said.tier(),
                said.provider(),
                said.model(),
                said.degraded(),
                said.errorClass(),
                said.reason(),
                classes,
                skipped,
                cost,
                attempts));
    }

    Trace trace(Collection<VirtualBreaker> breakers) {
        List<IncidentBreaker> stand = breakers.stream()
                .map(VirtualBreaker::state)
                .map((BreakerState state) -> new IncidentBreaker(state.provider(), state.settings(), state))
                .toList();
        requests.sort(Comparator.comparingLong(IncidentRequest::receivedAt));
        return new Trace(requests, transitions, probes, stand, grounds.done());
    }
}
