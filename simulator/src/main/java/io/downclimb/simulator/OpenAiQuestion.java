package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The body of an OpenAI chat request, read and checked. */
final class OpenAiQuestion {
    private static final int MOST_CHOICES = 128;

    private OpenAiQuestion() {}

    static Ask read(JsonNode body) {
        JsonNode messages = body.path("messages");
        refuseUnless(body.isObject(), "We could not parse the JSON body of your request.");
        refuseUnless(body.path("model").isTextual(), "you must provide a model parameter");
        refuseUnless(messages.isArray(), "Missing required parameter: 'messages'.");
        refuseUnless(!messages.isEmpty(), "Invalid 'messages': empty array. Expected an array with minimum length 1.");
        refuseUnless(
                body.path("n").asDouble(1) <= MOST_CHOICES,
                "Invalid 'n': integer above maximum value. Expected a value <= " + MOST_CHOICES + ".");
        checkToolTurns(messages);
        JsonNode max = body.has("max_completion_tokens") ? body.path("max_completion_tokens") : body.path("max_tokens");
        Ask.Material material = new Ask.Material(
                (int) parts(messages)
                        .filter(part -> type(part).equals("image_url"))
                        .count(),
                results(messages),
                role(messages.path(messages.size() - 1)).equals("assistant"));
        String question = Words.stream(messages)
                .filter(message -> role(message).equals("user"))
                .map(message -> Words.of(message.path("content")))
                .reduce("", (before, last) -> last);
        return new Ask(
                body.path("model").textValue(),
                body.path("stream").asBoolean(),
                body.path("stream_options").path("include_usage").asBoolean(),
                Math.max(1, body.path("n").asInt(1)),
                max.asInt(Integer.MAX_VALUE),
                texts(Words.stream(messages).filter(message -> role(message).matches("system|developer"))),
                texts(Words.stream(messages)),
                question,
                choice(body)
                        .of(
                                tools(body),
                                body.path("parallel_tool_calls").asBoolean(true),
                                question,
                                material.toolResults()),
                material,
                form(body));
    }

    private static List<Ask.Tool> tools(JsonNode body) {
        return Words.stream(body.path("tools"))
                .map(tool -> tool.path("function"))
                .filter(JsonNode::isObject)
                .map(function -> new Ask.Tool(function.path("name").asText(), function.path("parameters")))
                .toList();
    }

    private static ToolChoice choice(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        String named = choice.path("function").path("name").asText("");
        if (!named.isEmpty()) {
            return new ToolChoice.Named(named);
        }
        return switch (choice.asText()) {
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default -> new ToolChoice.Free();
        };
    }

    private static Ask.Form form(JsonNode body) {
        JsonNode format = body.path("response_format");
        JsonNode schema = switch (type(format)) {
            case "json_schema" -> format.path("json_schema").path("schema");
            case "json_object" -> Sample.ANSWER_OBJECT;
            default -> null;
        };
        boolean logprobs = body.path("logprobs").asBoolean();
        refuseUnless(
                logprobs || !body.hasNonNull("top_logprobs"),
                "Invalid value for 'top_logprobs': setting 'logprobs' to true is required.");
        return new Ask.Form(schema, logprobs ? body.path("top_logprobs").asInt() : null);
    }

    private static List<String> results(JsonNode messages) {
        List<String> results = new ArrayList<>();
        for (JsonNode message : messages) {
            if (role(message).equals("assistant")) {
                results.clear();
            }
            if (role(message).equals("tool")) {
                results.add(Words.of(message.path("content")));
            }
        }
        return results;
    }

    /** Every call is answered before anyone speaks again, and nothing else is. */
    private static void checkToolTurns(JsonNode messages) {
        Set<String> open = new HashSet<>();
        for (JsonNode message : messages) {
            if (role(message).equals("tool")) {
                refuseUnless(
                        open.remove(message.path("tool_call_id").asText()),
                        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.");
                continue;
            }
            refuseUnless(open.isEmpty(), unanswered(open));
            message.path("tool_calls").forEach(call -> open.add(call.path("id").asText()));
        }
        refuseUnless(open.isEmpty(), unanswered(open));
    }

    private static String unanswered(Set<String> open) {
        return "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following "
                + "tool_call_ids did not have response messages: " + String.join(", ", open);
    }

    private static Stream<JsonNode> parts(JsonNode messages) {
        return Words.stream(messages).flatMap(message -> Words.stream(message.path("content")));
    }

    private static String texts(Stream<JsonNode> messages) {
        return messages.map(message -> Words.of(message.path("content"))).collect(Collectors.joining("\n"));
    }

    private static String role(JsonNode message) {
        return message.path("role").asText();
    }

    private static String type(JsonNode part) {
        return part.path("type").asText();
    }

    private static void refuseUnless(boolean fine, String message) {
        if (!fine) {
            throw new Dialect.Refused(400, "invalid_request_error", message);
        }
    }
}
