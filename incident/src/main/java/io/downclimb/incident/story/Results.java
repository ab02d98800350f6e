package io.downclimb.incident.story;

import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call brought, in words. */
record Results(IncidentRequest request, Policy policy) {
    static String words(AttemptResult result) {
        return switch (result.outcome()) {
            case Outcome.Whole whole -> "a whole answer (%s)".formatted(whole.finishReason());
            case Outcome.Refused refused -> "a refusal as an answer (%s)".formatted(refused.finishReason());
            case Outcome.Failed failed ->
                "%s%s, %s"
                        .formatted(
                                failed.errorClass(),
                                failed.status() == null ? "" : ", status " + failed.status(),
                                failed.detail());
            case Outcome.Held held -> "held, nothing was sent: " + held.why();
        };
    }

    List<String> details(AttemptResult result) {
        return switch (result.outcome()) {
            case Outcome.Whole whole -> answered(result, whole.usage());
            case Outcome.Refused refused -> answered(result, refused.usage());
            case Outcome.Failed failed -> {
                List<String> lines = new ArrayList<>();
                lines.add(Reasons.meaning(failed.errorClass()));
                lines.add(times(result));
                if (failed.retryAfterMs() != null) {
                    lines.add("the provider asks to wait " + Units.time(failed.retryAfterMs()));
                }
                sends(result, lines);
                yield lines;
            }
            case Outcome.Held _ -> List.of("it takes no attempt's number, and is no news about the provider");
        };
    }

    private List<String> answered(AttemptResult result, Usage usage) {
        List<String> lines = new ArrayList<>();
        lines.add(times(result));
        lines.add("%s tokens in, %s out, %s"
                .formatted(known(usage.inputTokens()), known(usage.outputTokens()), cost(result, usage)));
        sends(result, lines);
        return lines;
    }

    private static void sends(AttemptResult result, List<String> lines) {
        if (result.sends() > 1) {
            lines.add("sent %d times, since a worker was lost".formatted(result.sends()));
        }
    }

    private static String times(AttemptResult result) {
        Long first = result.firstContentMs();
        return "%s after %s; usual time to first content here: %s"
                .formatted(
                        first == null ? "no content, over" : "first content after " + Units.time(first) + ", over",
                        Units.time(result.totalMs()),
                        Units.time(result.usualMs()));
    }

    private String cost(AttemptResult result, Usage usage) {
        BigDecimal recorded = request.attempts().stream()
                .filter(attempt -> attempt.number() == result.number() && attempt.costUsd() != null)
                .map(IncidentAttempt::costUsd)
                .findFirst()
                .orElse(null);
        BigDecimal cost = recorded == null
                        && result.rung() < policy.ladder().size()
                        && policy.ladder().get(result.rung()) instanceof Rung.Model model
                ? usage.cost(model.price())
                : recorded;
        return cost == null ? "cost not known" : cost.stripTrailingZeros().toPlainString() + " USD";
    }

    private static String known(@Nullable Long tokens) {
        return tokens == null ? "unknown" : tokens.toString();
    }
}
