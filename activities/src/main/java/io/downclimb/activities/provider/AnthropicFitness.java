package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What Anthropic's Messages cannot say of a chat request, and dropping would make another question or another answer of it. */
final class AnthropicFitness {
    private AnthropicFitness() {}

    static @Nullable String reason(ObjectNode chat) {
        String what = parameter(chat);
        if (what == null) {
            what = tools(chat);
        }
        if (what == null) {
            what = messages(chat.path("messages"));
        }
        if (what != null) {
            return "anthropic-messages cannot carry " + what;
        }
        return Fitness.isSpoken(chat.path("messages"), String::isBlank)
                ? null
                : "anthropic-messages needs a message of a user";
    }

    private static @Nullable String parameter(ObjectNode chat) {
        if (chat.path("n").asInt(1) > 1) {
            return "n above 1";
        }
        if (chat.path("logprobs").asBoolean() || chat.path("top_logprobs").asInt() > 0) {
            return "logprobs";
        }
        for (JsonNode modality : chat.path("modalities")) {
            if (!modality.asText().equals("text")) {
                return "modalities other than text";
            }
        }
        if (Json.has(chat, "audio")) {
            return "audio";
        }
        if (Json.has(chat, "web_search_options")) {
            return "web_search_options";
        }
        return Json.has(chat, "response_format") ? format(chat.path("response_format")) : null;
    }

    private static @Nullable String format(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "text" -> null;
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                if (!schema.isObject()) {
                    yield "a response_format without a schema";
                }
                yield AnthropicSchema.isOpen(schema) ? "a response_format with objects of any keys" : null;
            }
            case "json_object" -> "response_format json_object";
            default -> "this response_format";
        };
    }

    /** The answer to functions is a function_call, which is no call of a tool: a caller who offers them could not read one. */
    private static @Nullable String tools(ObjectNode chat) {
        if (!chat.path("functions").isEmpty()) {
            return "functions";
        }
        for (JsonNode tool : chat.path("tools")) {
            if (!tool.path("type").asText().equals("function")) {
                return "tools that are no functions";
            }
        }
        JsonNode old = chat.path("function_call");
        if (old.isObject()) {
            return "function_call";
        }
        JsonNode choice = chat.path("tool_choice");
        boolean known = choice.isObject()
                ? choice.path("type").asText().equals("function")
                : switch (choice.asText()) {
                    case "auto", "none", "required" -> true;
                    default -> !Json.has(chat, "tool_choice");
                };
        if (!known) {
            return "this tool_choice";
        }
        boolean must = choice.isObject() || choice.asText().equals("required");
        return must && chat.path("tools").isEmpty() ? "a tool_choice without tools" : null;
    }

    private static @Nullable String messages(JsonNode messages) {
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals("function") || Json.has(message, "function_call")) {
                return "messages of functions";
            }
            if (Json.has(message, "audio")) {
                return "audio";
            }
            String what = content(message);
            if (what == null) {
                what = calls(message.path("tool_calls"));
            }
            if (what != null) {
                return what;
            }
        }
        return null;
    }

    private static @Nullable String content(JsonNode message) {
        if (!message.path("content").isArray()) {
            return null;
        }
        for (JsonNode part : message.path("content")) {
            AnthropicPart read = AnthropicPart.of(part);
            if (read instanceof AnthropicPart.Foreign(String what)) {
                return what;
            }
            if (read instanceof AnthropicPart.Block(ObjectNode block)
                    && !block.path("type").asText().equals("text")
                    && !isCarriedFor(message.path("role").asText())) {
                return "images or files in messages of this role";
            }
        }
        return null;
    }

    private static boolean isCarriedFor(String role) {
        return role.equals("user") || role.equals("tool");
    }

    private static @Nullable String calls(JsonNode calls) {
        for (JsonNode call : calls) {
            if (!call.path("type").asText("function").equals("function")) {
                return "calls of tools that are no functions";
            }
            if (AnthropicTurns.arguments(call) == null) {
                return "calls of tools whose arguments are no JSON object";
            }
        }
        return null;
    }
}
