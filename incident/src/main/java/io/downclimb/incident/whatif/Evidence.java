package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentJudgement;
import io.downclimb.incident.IncidentProbe;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls and probes of an incident that tell what providers did. What was not sent, and what never ended, tells nothing. */
final class Evidence {
    private final Map<RecordedWorld.Target, List<KnownCall>> calls = new HashMap<>();
    private final Map<String, IncidentJudgement> judgements = new HashMap<>();

    private Evidence(Incident incident) {
        incident.judgements()
                .forEach(judgement -> judgements.put(judged(judgement.requestId(), judgement.attempt()), judgement));
        for (IncidentRequest request : incident.requests()) {
            Policy policy = incident.policies().get(request.policyHash());
            request.attempts().forEach(attempt -> add(request, attempt, policy));
        }
        incident.probes().forEach(this::add);
    }

    static Map<RecordedWorld.Target, List<KnownCall>> of(Incident incident) {
        return new Evidence(incident).calls;
    }

    private void add(IncidentRequest request, IncidentAttempt attempt, @Nullable Policy policy) {
        AttemptResult result = attempt.result();
        if (result == null || !wasSent(result.outcome())) {
            return;
        }
        put(
                attempt.provider(),
                attempt.model(),
                new KnownCall(
                        attempt.sentAt(),
                        request.id(),
                        null,
                        result.outcome(),
                        result.firstContentMs(),
                        result.totalMs(),
                        attempt.inputTokens(),
                        attempt.outputTokens(),
                        result.otherKeys(),
                        idle(policy, attempt.rung()),
                        score(request, attempt, result)));
    }

    private static boolean wasSent(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Held _ -> false;
            case Outcome.Failed failed -> !failed.detail().equals(Outcome.Failed.NOT_SENT);
            case Outcome.Whole _, Outcome.Refused _ -> true;
        };
    }

    private static @Nullable Long idle(@Nullable Policy policy, int rung) {
        return policy != null
                        && rung < policy.ladder().size()
                        && policy.ladder().get(rung) instanceof Rung.Model model
                ? Long.valueOf(model.idle().toMillis())
                : null;
    }

    private Reply.@Nullable Score score(IncidentRequest request, IncidentAttempt attempt, AttemptResult result) {
        IncidentJudgement judgement = judgements.get(judged(request.id(), attempt.number()));
        Double score = judgement == null ? null : judgement.score();
        return judgement == null || score == null
                ? null
                : new Reply.Score(
                        Math.max(0, judgement.at() - attempt.sentAt() - result.totalMs()), score, judgement.judge());
    }

    private void add(IncidentProbe probe) {
        Outcome outcome = outcome(probe);
        if (outcome == null) {
            return;
        }
        Double score = probe.score();
        put(
                probe.provider(),
                probe.model(),
                new KnownCall(
                        probe.sentAt(),
                        null,
                        probe.circuit(),
                        outcome,
                        probe.firstContentMs(),
                        probe.totalMs(),
                        null,
                        null,
                        null,
                        null,
                        score == null ? null : new Reply.Score(0, score, "")));
    }

    private static @Nullable Outcome outcome(IncidentProbe probe) {
        String errorClass = probe.errorClass();
        return switch (probe.outcome()) {
            case "whole" -> new Outcome.Whole("stop", Usage.UNKNOWN, "");
            case "refused" -> new Outcome.Refused("stop", Usage.UNKNOWN, "");
            case "failed" ->
                Arrays.stream(ErrorClass.values())
                        .filter(known -> known.name().equals(errorClass))
                        .findFirst()
                        .map(known -> new Outcome.Failed(known, null, null, "probe"))
                        .orElse(null);
            default -> null;
        };
    }

    private void put(String provider, String model, KnownCall call) {
        calls.computeIfAbsent(new RecordedWorld.Target(provider, model), _ -> new ArrayList<>())
                .add(call);
    }

    private static String judged(String requestId, int attempt) {
        return requestId + '/' + attempt;
    }
}
