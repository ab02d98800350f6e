package io.downclimb.incident.story;

import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.List;

/** How a request ended, who wrote that, and when its caller had it. */
record Ending(IncidentRequest request, Policy policy, Fact.Ended ended) {
    /** Whether the request had come to the foot of its ladder. */
    boolean goesBelow() {
        Conclusion conclusion = ended.conclusion();
        if (conclusion == null) {
            return isAtTheFoot();
        }
        return switch (conclusion.end()) {
            case Conclusion.ByAttempt _, Conclusion.Cancelled _ -> false;
            case Conclusion.ByCache cache -> !cache.hit().fresh();
            case Conclusion.ByCanned _ -> true;
            case Conclusion.Failed failed ->
                failed.errorClass() == null || failed.errorClass() == ErrorClass.CONTEXT_LENGTH;
        };
    }

    /** Without the conclusion's own words: a canned or a stale answer, or a failure that is no single class's. */
    private boolean isAtTheFoot() {
        Concluded concluded = ended.concluded();
        boolean byModel = policy.ladder().stream()
                .anyMatch(rung -> rung instanceof Rung.Model && rung.tier().equals(concluded.tier()));
        return switch (concluded.outcome()) {
            case "answered" -> !byModel && concluded.degraded();
            case "failed" -> request.errorClass() == null;
            default -> false;
        };
    }

    String text() {
        Concluded concluded = ended.concluded();
        Conclusion conclusion = ended.conclusion();
        if (conclusion == null || !concluded.won()) {
            return said(concluded);
        }
        return switch (conclusion.end()) {
            case Conclusion.ByAttempt _ -> said(concluded);
            case Conclusion.ByCache cache ->
                "answered from the cache (%s), %s old"
                        .formatted(
                                cache.hit().fresh() ? "fresh" : "stale, degraded",
                                Units.time(cache.hit().ageMs()));
            case Conclusion.ByCanned canned -> "answered with the canned text of %s, degraded".formatted(canned.tier());
            case Conclusion.Failed failed ->
                "failed%s: %s"
                        .formatted(failed.errorClass() == null ? "" : " with " + failed.errorClass(), failed.reason());
            case Conclusion.Cancelled _ -> "cancelled";
        };
    }

    private String said(Concluded concluded) {
        if (!concluded.outcome().equals("answered")) {
            return concluded.outcome()
                    + (request.errorClass() == null ? "" : " with " + request.errorClass())
                    + (request.reason() == null ? "" : ": " + request.reason());
        }
        return "answered by %s%s%s"
                .formatted(
                        concluded.tier(),
                        concluded.provider() == null ? "" : ", " + concluded.provider() + "/" + concluded.model(),
                        concluded.degraded() ? ", degraded" : "");
    }

    List<String> details() {
        List<String> lines = new ArrayList<>();
        Conclusion conclusion = ended.conclusion();
        if (!ended.concluded().won()) {
            lines.add("written by somebody else: a cancel, an erasure, the sweep, or an earlier run of this request");
        } else if (conclusion != null) {
            lines.add("written by the workflow's last step; nobody had written one before");
        } else if (!request.attempts().isEmpty() && ended.concluded().provider() != null) {
            lines.add("written together with the answer, in one commit");
        } else if (request.attempts().isEmpty() && ended.concluded().tier() != null) {
            lines.add("no call was made");
        }
        if (conclusion != null && conclusion.end() instanceof Conclusion.Failed failed && failed.attempt() != null) {
            lines.add("its caller sees the error of attempt %d".formatted(failed.attempt()));
        }
        if (!request.classes().isEmpty()) {
            lines.add("met on the way: " + String.join(", ", request.classes()));
        }
        Long at = request.concludedAt();
        if (at != null) {
            long after = at - request.receivedAt();
            lines.add("whoever waited at a node had it %s after arrival%s"
                    .formatted(Units.time(after), at > request.deadlineAt() ? ", after the deadline" : ""));
        }
        return lines;
    }
}
