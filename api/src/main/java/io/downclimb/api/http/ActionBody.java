package io.downclimb.api.http;

import static io.downclimb.api.http.BreakerQuestion.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OperatorAction;
import java.util.List;

/** Reads what an operator sends with an action. */
final class ActionBody {
    private static final List<String> KEYS = List.of("circuit", "reason", "author");
    private static final int REASON_CHARS = 500;
    private static final int AUTHOR_CHARS = 100;

    private ActionBody() {}

    static OperatorAction read(OperatorAction.Kind kind, ObjectNode body) {
        body.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw invalid(key, key + " is not a field of an action: use " + String.join(", ", KEYS));
            }
        });
        return new OperatorAction(
                circuit(body), kind, text(body, "reason", REASON_CHARS), text(body, "author", AUTHOR_CHARS));
    }

    private static CircuitId circuit(ObjectNode body) {
        JsonNode circuit = body.path("circuit");
        if (circuit.isMissingNode() || circuit.isNull()) {
            return new CircuitId.Health(null);
        }
        if (!circuit.isTextual()) {
            throw invalid("circuit", "circuit is " + Json.kind(circuit) + ": send a string such as \"health\"");
        }
        return BreakerQuestion.circuit(circuit.textValue());
    }

    private static String text(ObjectNode body, String key, int most) {
        JsonNode value = body.path(key);
        if (!value.isTextual()) {
            throw invalid(key, key + " is " + Json.kind(value) + ": send a string of 1 to " + most + " characters");
        }
        String text = value.textValue().strip();
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > most) {
            throw invalid(key, key + " has " + length + " characters: send 1 to " + most);
        }
        return text;
    }
}
