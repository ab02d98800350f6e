package io.downclimb.workflows.breaker;

import org.jspecify.annotations.Nullable;

/** What an operator may ask of a circuit. */
final class OperatorRules {
    private OperatorRules() {}

    static void check(OperatorAction action, String provider, BreakerSettings.Scope scope, @Nullable Circuit circuit) {
        if (action.author().isBlank()) {
            throw new IllegalArgumentException("author is blank: say who asks");
        }
        if (action.reason().isBlank()) {
            throw new IllegalArgumentException("reason is blank: say why, for those who read it later");
        }
        if (!Plausible.text(action.author()) || !Plausible.text(action.reason())) {
            throw new IllegalArgumentException(
                    "author or reason has characters that cannot be written down: use printable ones, on one line");
        }
        if (!Plausible.text(action.circuit().text())) {
            throw new IllegalArgumentException(
                    "the circuit's name has characters that cannot be written down: use printable ones");
        }
        if (circuit == null) {
            checkUnheard(action.circuit(), provider, scope);
        }
        switch (action.kind()) {
            case OPEN, CLOSE -> {}
            case RELEASE -> {
                if (circuit == null || !circuit.forced()) {
                    throw new IllegalArgumentException(
                            "circuit \"%s\" of breaker \"%s\" is not held by an operator: there is nothing to release"
                                    .formatted(action.circuit(), provider));
                }
            }
            case RECALIBRATE -> checkLearns(action.circuit());
        }
    }

    private static void checkUnheard(CircuitId id, String provider, BreakerSettings.Scope scope) {
        boolean perModel = scope == BreakerSettings.Scope.PER_MODEL;
        switch (id) {
            case CircuitId.Health(String model)
            when model == null && perModel ->
                throw new IllegalArgumentException(
                        "breaker \"%s\" is per model: name one of its models, as health/MODEL".formatted(provider));
            case CircuitId.Health(String model)
            when model != null && !perModel ->
                throw new IllegalArgumentException(
                        "breaker \"%s\" is per provider and has no circuit \"%s\": name \"health\", or model/%s to keep calls from that model alone"
                                .formatted(provider, id, model));
            case CircuitId.Health _, CircuitId.Model _ -> {}
            case CircuitId.Quality _, CircuitId.Key _ ->
                throw new IllegalArgumentException(
                        "breaker \"%s\" has not heard of circuit \"%s\": name one of those it lists"
                                .formatted(provider, id));
        }
    }

    private static void checkLearns(CircuitId id) {
        switch (id) {
            case CircuitId.Health _, CircuitId.Quality _ -> {}
            case CircuitId.Key _, CircuitId.Model _ ->
                throw new IllegalArgumentException(
                        "circuit \"%s\" learns nothing that could be learned again: name a health or a quality circuit"
                                .formatted(id));
        }
    }
}
