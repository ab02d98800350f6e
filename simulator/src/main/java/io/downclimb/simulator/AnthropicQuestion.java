package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The body of an Anthropic messages request, read and checked. */
final class AnthropicQuestion {
    private AnthropicQuestion() {}

    static Ask read(Request request, JsonNode body) {
        JsonNode messages = body.path("messages");
        refuseUnless(request.header("anthropic-version") != null, "anthropic-version: header is required");
        refuseUnless(body.isObject(), "The request body is not valid JSON");
        refuseUnless(body.path("model").isTextual(), "model: Field required");
        refuseUnless(body.path("max_tokens").isIntegralNumber(), "max_tokens: Field required");
        refuseUnless(messages.isArray(), "messages: Field required");
        refuseUnless(!messages.isEmpty(), "messages: at least one message is required");
        for (JsonNode message : messages) {
            refuseUnless(
                    role(message).equals("user") || role(message).equals("assistant"),
                    "messages: Unexpected role \"%s\". The Messages API accepts a top-level `system` parameter, not "
                                    .formatted(role(message))
                            + "\"system\" as an input message role.");
        }
        checkToolTurns(messages);
        JsonNode last = messages.path(messages.size() - 1);
        Ask.Material material = new Ask.Material(
                images(messages),
                role(last).equals("user") ? results(last) : List.of(),
                role(last).equals("assistant"));
        String question = Words.stream(messages)
                .filter(message -> role(message).equals("user"))
                .map(message -> Words.of(message.path("content")))
                .reduce("", (before, now) -> now.isBlank() ? before : now);
        JsonNode choice = body.path("tool_choice");
        return new Ask(
                body.path("model").textValue(),
                body.path("stream").asBoolean(),
                true,
                1,
                body.path("max_tokens").asInt(),
                Words.of(body.path("system")),
                Stream.concat(
                                Stream.of(Words.of(body.path("system"))),
                                Words.stream(messages).map(message -> Words.of(message.path("content"))))
                        .collect(Collectors.joining("\n")),
                question,
                choice(choice)
                        .of(
                                tools(body),
                                !choice.path("disable_parallel_tool_use").asBoolean(),
                                question,
                                material.toolResults()),
                material,
                new Ask.Form(schema(body), null));
    }

    private static List<Ask.Tool> tools(JsonNode body) {
        return Words.stream(body.path("tools"))
                .filter(tool -> tool.path("input_schema").isObject())
                .map(tool -> new Ask.Tool(tool.path("name").asText(), tool.path("input_schema")))
                .toList();
    }

    private static ToolChoice choice(JsonNode choice) {
        return switch (type(choice)) {
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Required();
            case "tool" -> new ToolChoice.Named(choice.path("name").asText());
            default -> new ToolChoice.Free();
        };
    }

    /** Where it stands today, and where it stood before. */
    private static @Nullable JsonNode schema(JsonNode body) {
        for (JsonNode format : List.of(body.path("output_config").path("format"), body.path("output_format"))) {
            if (type(format).equals("json_schema")) {
                return format.path("schema");
            }
        }
        return null;
    }

    private static int images(JsonNode messages) {
        return (int) blocks(messages)
                .flatMap(block -> Stream.concat(Stream.of(block), Words.stream(block.path("content"))))
                .filter(block -> type(block).equals("image"))
                .count();
    }

    private static List<String> results(JsonNode message) {
        return Words.stream(message.path("content"))
                .filter(block -> type(block).equals("tool_result"))
                .map(block -> Words.of(block.path("content")))
                .toList();
    }

    /** Every call is answered at the beginning of the next message, and nothing else is. */
    private static void checkToolTurns(JsonNode messages) {
        Set<String> open = new HashSet<>();
        for (int index = 0; index < messages.size(); index++) {
            Set<String> calls = new HashSet<>();
            boolean otherSeen = false;
            for (JsonNode block : messages.get(index).path("content")) {
                if (type(block).equals("tool_use")) {
                    calls.add(block.path("id").asText());
                }
                if (!type(block).equals("tool_result")) {
                    otherSeen = true;
                    continue;
                }
                String id = block.path("tool_use_id").asText();
                refuseUnless(
                        !otherSeen && open.remove(id),
                        "messages.%d: unexpected `tool_use_id` found in `tool_result` blocks: %s. Each `tool_result` block must have a "
                                        .formatted(index, id)
                                + "corresponding `tool_use` block in the previous message.");
            }
            refuseUnless(open.isEmpty(), unanswered(index - 1, open));
            open = calls;
        }
        refuseUnless(open.isEmpty(), unanswered(messages.size() - 1, open));
    }

    private static String unanswered(int index, Set<String> open) {
        return "messages.%d: `tool_use` ids were found without `tool_result` blocks immediately after: %s. Each `tool_use` block must have a "
                        .formatted(index, String.join(", ", open))
                + "corresponding `tool_result` block in the next message.";
    }

    private static Stream<JsonNode> blocks(JsonNode messages) {
        return Words.stream(messages).flatMap(message -> Words.stream(message.path("content")));
    }

    private static String role(JsonNode message) {
        return message.path("role").asText();
    }

    private static String type(JsonNode block) {
        return block.path("type").asText();
    }

    private static void refuseUnless(boolean fine, String message) {
        if (!fine) {
            throw new Dialect.Refused(400, "invalid_request_error", message);
        }
    }
}
