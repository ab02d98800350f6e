package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.api.http.Problem.ProblemException;
import java.util.List;
import java.util.Map;

/**
 * A chat body, checked as far as every provider would: shapes of the messages and of the parameters that steer a door. Values are the
 * provider's to judge.
 *
 * @param route the route it names
 * @param stream the caller wants server-sent events
 * @param includeUsage the caller wants a last event with the usage
 * @param request what was asked, without route, model, stream and stream_options
 */
record ChatBody(String route, boolean stream, boolean includeUsage, ChatRequest request) {
    private static final Map<String, BodyShape> PARAMETERS = Map.ofEntries(
            Map.entry("stream", BodyShape.FLAG),
            Map.entry("stream_options", BodyShape.OBJECT),
            Map.entry("n", BodyShape.COUNT),
            Map.entry("max_tokens", BodyShape.COUNT),
            Map.entry("max_completion_tokens", BodyShape.COUNT),
            Map.entry("temperature", BodyShape.NUMBER),
            Map.entry("top_p", BodyShape.NUMBER),
            Map.entry("presence_penalty", BodyShape.NUMBER),
            Map.entry("frequency_penalty", BodyShape.NUMBER),
            Map.entry("logprobs", BodyShape.FLAG),
            Map.entry("logit_bias", BodyShape.OBJECT),
            Map.entry("parallel_tool_calls", BodyShape.FLAG),
            Map.entry("response_format", BodyShape.OBJECT),
            Map.entry("tools", BodyShape.LIST),
            Map.entry("metadata", BodyShape.OBJECT),
            Map.entry("user", BodyShape.TEXT));

    /** A body of the OpenAI door: {@code model} names the route. */
    static ChatBody openAi(ObjectNode body, DoorLimits limits) {
        String route = name(body, "model");
        check(body, limits);
        boolean stream = body.path("stream").asBoolean(false);
        JsonNode options = body.path("stream_options");
        JsonNode includeUsage = options.path("include_usage");
        if (options.isObject() && !stream) {
            throw invalid("stream_options", "is given without stream: set stream to true, or leave it out");
        }
        if (!includeUsage.isMissingNode() && !includeUsage.isNull() && !includeUsage.isBoolean()) {
            throw wrong("stream_options.include_usage", includeUsage, BodyShape.FLAG.wanted());
        }
        ObjectNode chat = body.deepCopy();
        chat.remove(List.of("model", "stream", "stream_options"));
        return new ChatBody(route, stream, includeUsage.asBoolean(false), ChatRequest.ofChat(chat));
    }

    /** A body of the native door: {@code route} names the route, and there is nothing to stream. */
    static ChatBody direct(ObjectNode body, DoorLimits limits) {
        String route = name(body, "route");
        check(body, limits);
        if (body.has("model")) {
            throw invalid("model", "is chosen by the route: leave it out");
        }
        if (body.path("stream").asBoolean(false) || body.path("stream_options").isObject()) {
            throw invalid("stream", "is for POST " + CompletionController.PATH + ": leave it out here");
        }
        ObjectNode chat = body.deepCopy();
        chat.remove(List.of("route", "stream", "stream_options"));
        return new ChatBody(route, false, false, ChatRequest.ofChat(chat));
    }

    private static String name(ObjectNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw wrong(field, value, "the name of a route, as listed by GET " + ModelController.PATH);
        }
        return value.textValue();
    }

    private static void check(ObjectNode body, DoorLimits limits) {
        PARAMETERS.forEach((field, kind) -> {
            JsonNode value = body.path(field);
            if (!value.isMissingNode() && !value.isNull() && !kind.fits(value)) {
                throw wrong(field, value, kind.wanted());
            }
        });
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            String found = messages.isArray() ? "an empty array" : Json.kind(messages);
            throw invalid("messages", "is " + found + ": send an array of at least one message");
        }
        if (messages.size() > limits.messages()) {
            throw invalid("messages", "has " + messages.size() + " messages: send at most " + limits.messages());
        }
        for (int index = 0; index < messages.size(); index++) {
            message("messages[" + index + "]", messages.get(index));
        }
    }

    private static void message(String path, JsonNode message) {
        if (!message.isObject()) {
            throw wrong(path, message, "an object with role and content");
        }
        JsonNode role = message.path("role");
        if (!role.isTextual() || role.textValue().isBlank()) {
            throw wrong(path + ".role", role, "a role, such as \"user\"");
        }
        JsonNode content = message.path("content");
        boolean optional = role.textValue().equals("assistant");
        if (content.isMissingNode() && optional) {
            return;
        }
        if (!content.isTextual() && !content.isArray() && !content.isNull()) {
            throw wrong(path + ".content", content, "a string, an array of parts, or null");
        }
        for (int index = 0; content.isArray() && index < content.size(); index++) {
            JsonNode part = content.get(index);
            String partPath = path + ".content[" + index + "]";
            if (!part.isObject()) {
                throw wrong(partPath, part, "an object with a type");
            }
            if (!part.path("type").isTextual()) {
                throw wrong(partPath + ".type", part.path("type"), "a string, such as \"text\"");
            }
        }
    }

    private static ProblemException wrong(String path, JsonNode found, String wanted) {
        String shown = found.isTextual() && found.textValue().isBlank() ? "an empty string" : Json.kind(found);
        return invalid(path, "is " + shown + ": send " + wanted);
    }

    private static ProblemException invalid(String path, String rest) {
        return new ProblemException(Problem.at(ProblemType.INVALID_REQUEST, path + " " + rest, path));
    }
}
