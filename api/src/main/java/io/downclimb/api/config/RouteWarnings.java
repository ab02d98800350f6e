package io.downclimb.api.config;

import io.downclimb.api.config.Hold.Kind;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.Streaming;
import io.downclimb.workflows.policy.Validator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a ladder may be and should not. A first budget under 4 s does not ride out a provider's short overloads; over 12 s,
 * a person at a screen has left.
 */
final class RouteWarnings {
    private static final Duration TOO_EAGER = Duration.ofSeconds(4);
    private static final Duration TOO_LATE = Duration.ofSeconds(12);

    private RouteWarnings() {}

    static void warn(String route, List<Hold> holds, @Nullable Streaming streaming, Warnings warnings) {
        List<Rung.Model> models = new ArrayList<>();
        for (Hold hold : holds) {
            if (hold.rung() instanceof Rung.Model model) {
                models.add(model);
                if (models.size() == 1) {
                    warnOfBudget(hold.at().key() + ".budget", model.budget(), warnings);
                }
            }
        }
        if (streaming == Streaming.LIVE) {
            warnOfValidators(holds, warnings);
        }
        String ladder = route + ".ladder";
        Set<String> providers =
                new HashSet<>(models.stream().map(Rung.Model::provider).toList());
        if (models.isEmpty()) {
            warnings.add(ladder, "no rung calls a model");
        }
        if (models.size() == 1) {
            warnings.add(ladder, "only one rung calls a model, so nothing takes over when its provider fails");
        }
        if (models.size() > 1 && providers.size() == 1) {
            warnings.add(
                    ladder,
                    "all models are at the provider %s, so one outage takes them all"
                            .formatted(models.getFirst().provider()));
        }
        if (holds.stream().noneMatch(hold -> hold.kind() == Kind.CANNED)) {
            warnings.add(ladder, "no canned rung, so callers get an error when every provider fails");
        }
    }

    /** What a text is as a whole shows when a caller who reads along has it already. */
    private static void warnOfValidators(List<Hold> holds, Warnings warnings) {
        for (Hold hold : holds) {
            if (hold.rung() instanceof Rung.Model model
                    && model.validate().stream().anyMatch(RouteWarnings::needsTheWhole)) {
                warnings.add(
                        hold.at().key() + ".validate",
                        "sees only whole answers, so callers of this live route may have read one that it then turns down;"
                                + " their streams end in an error unless the next answer goes on alike");
            }
        }
    }

    private static boolean needsTheWhole(Validator validator) {
        return switch (validator) {
            case Validator.MaxLength _, Validator.Matches _, Validator.JsonSchema _ -> true;
            case Validator.NonEmpty _, Validator.FinishReason _ -> false;
        };
    }

    private static void warnOfBudget(String key, Duration budget, Warnings warnings) {
        if (budget.compareTo(TOO_EAGER) < 0) {
            warnings.add(
                    key,
                    "%s is below 4s, too short to ride out a provider's short overloads; 8s is a good start"
                            .formatted(Durations.format(budget)));
        }
        if (budget.compareTo(TOO_LATE) > 0) {
            warnings.add(
                    key,
                    "%s is above 12s, when most people have given up; 8s is a good start"
                            .formatted(Durations.format(budget)));
        }
    }
}
