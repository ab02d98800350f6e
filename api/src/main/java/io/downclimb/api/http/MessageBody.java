package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.api.http.Problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A body of the Anthropic door, checked as far as Anthropic itself would whatever the model: what must be there, shapes, and roles. Values
 * are the provider's to judge, and so is what this has never heard of. Messages begin with the path of the field, as Anthropic's own do.
 */
final class MessageBody {
    private static final Set<String> ROLES = Set.of("user", "assistant", "system");
    private static final Map<String, BodyShape> PARAMETERS = Map.ofEntries(
            Map.entry("stream", BodyShape.FLAG),
            Map.entry("system", BodyShape.TEXT_OR_LIST),
            Map.entry("temperature", BodyShape.NUMBER),
            Map.entry("top_p", BodyShape.NUMBER),
            Map.entry("top_k", BodyShape.NUMBER),
            Map.entry("stop_sequences", BodyShape.LIST),
            Map.entry("tools", BodyShape.LIST),
            Map.entry("tool_choice", BodyShape.OBJECT),
            Map.entry("thinking", BodyShape.OBJECT),
            Map.entry("output_config", BodyShape.OBJECT),
            Map.entry("metadata", BodyShape.OBJECT));

    private MessageBody() {}

    /** Reads a body: {@code model} names the route, and a stream always tells the usage. */
    static ChatBody read(ObjectNode body, DoorLimits limits) {
        JsonNode model = body.path("model");
        if (!model.isTextual() || model.textValue().isBlank()) {
            throw wrong("model", model, "the name of a route, as listed by GET " + ModelController.PATH);
        }
        need(body, "max_tokens", BodyShape.COUNT);
        PARAMETERS.forEach((field, shape) -> {
            if (body.hasNonNull(field)) {
                need(body, field, shape);
            }
        });
        blocks("system", body.path("system"));
        messages(body.path("messages"), limits);
        ObjectNode asked = body.deepCopy();
        asked.remove(List.of("model", "stream"));
        return new ChatBody(
                model.textValue(), body.path("stream").asBoolean(false), true, ChatRequest.ofMessages(asked));
    }

    private static void need(ObjectNode body, String field, BodyShape shape) {
        if (!shape.fits(body.path(field))) {
            throw wrong(field, body.path(field), shape.wanted());
        }
    }

    private static void messages(JsonNode messages, DoorLimits limits) {
        if (!messages.isArray()) {
            throw wrong("messages", messages, "an array of at least one message");
        }
        if (messages.isEmpty()) {
            throw invalid("messages", "at least one message is required");
        }
        if (messages.size() > limits.messages()) {
            throw invalid("messages", "has " + messages.size() + " messages; send at most " + limits.messages());
        }
        for (int index = 0; index < messages.size(); index++) {
            message("messages." + index, messages.get(index));
        }
    }

    private static void message(String path, JsonNode message) {
        if (!message.isObject()) {
            throw wrong(path, message, "an object with role and content");
        }
        JsonNode role = message.path("role");
        if (!role.isTextual() || !ROLES.contains(role.textValue())) {
            String found = role.isTextual() ? "unexpected role \"" + shown(role) + "\"" : found(role);
            throw invalid(path + ".role", found + "; send \"user\" or \"assistant\"");
        }
        JsonNode content = message.path("content");
        if (!BodyShape.TEXT_OR_LIST.fits(content)) {
            throw wrong(path + ".content", content, BodyShape.TEXT_OR_LIST.wanted());
        }
        blocks(path + ".content", content);
    }

    private static void blocks(String path, JsonNode content) {
        for (int index = 0; content.isArray() && index < content.size(); index++) {
            JsonNode block = content.get(index);
            String blockPath = path + "." + index;
            if (!block.isObject()) {
                throw wrong(blockPath, block, "an object with a type");
            }
            if (!block.path("type").isTextual()) {
                throw wrong(blockPath + ".type", block.path("type"), "a string, such as \"text\"");
            }
        }
    }

    private static String shown(JsonNode text) {
        String value = text.textValue();
        return value.length() > 40 ? value.substring(0, value.offsetByCodePoints(0, 20)) + "…" : value;
    }

    private static String found(JsonNode value) {
        if (value.isMissingNode()) {
            return "Field required";
        }
        return value.isTextual() && value.textValue().isBlank() ? "is an empty string" : "is " + Json.kind(value);
    }

    private static ProblemException wrong(String path, JsonNode found, String wanted) {
        return invalid(path, found(found) + "; send " + wanted);
    }

    private static ProblemException invalid(String path, String rest) {
        return new ProblemException(Problem.at(ProblemType.INVALID_REQUEST, path + ": " + rest, path));
    }
}
