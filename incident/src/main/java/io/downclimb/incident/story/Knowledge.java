package io.downclimb.incident.story;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.List;

/** What a request knew before it decided anything, in words. */
record Knowledge(Policy policy, Circuits circuits) {
    List<String> of(Prepared prepared, long at) {
        List<String> lines = new ArrayList<>();
        Concluded concluded = prepared.concluded();
        if (concluded != null) {
            lines.add("it had ended already: " + concluded.outcome());
        }
        if (policy.ladder().getFirst() instanceof Rung.Cache || prepared.cached() != null) {
            lines.add(cache(prepared));
        }
        for (Skip skip : prepared.skips()) {
            lines.add("%s cannot carry it: %s%s"
                    .formatted(
                            skip.tier(),
                            skip.reason(),
                            skip.errorClass() == null ? "" : " (" + skip.errorClass() + ")"));
        }
        for (int index = 0; index < policy.ladder().size(); index++) {
            Admission admission = prepared.admission(index);
            if (admission != null && policy.ladder().get(index) instanceof Rung.Model model) {
                lines.addAll(admission(model, admission, at));
            }
        }
        for (AttemptResult result : prepared.attempts()) {
            lines.add(
                    "attempt %d was recorded by an earlier run: %s".formatted(result.number(), Results.words(result)));
        }
        return lines;
    }

    private static String cache(Prepared prepared) {
        CacheHit hit = prepared.cached();
        return hit == null
                ? "cache: nothing is stored for exactly this request"
                : "cache: a %s answer by %s/%s, %s old, of attempt %d of request %s"
                        .formatted(
                                hit.fresh() ? "fresh" : "stale",
                                hit.provider(),
                                hit.model(),
                                Units.time(hit.ageMs()),
                                hit.attempt(),
                                hit.source());
    }

    private List<String> admission(Rung.Model model, Admission admission, long at) {
        List<String> lines = new ArrayList<>();
        String closed = Circuits.closed(admission);
        String verdict = admission.allowed()
                ? admission.trickle()
                        ? "may call although its breaker is open: every breaker is, and two in a hundred try"
                        : "may call"
                : "is kept back: " + admission.why();
        lines.add("%s (%s): %s%s"
                .formatted(model.tier(), model.provider(), verdict, closed.isEmpty() ? "" : "; " + closed));
        circuits.words(model.provider(), admission, at).forEach(line -> lines.add("  " + line));
        return lines;
    }
}
