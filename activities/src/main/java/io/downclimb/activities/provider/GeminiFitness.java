package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a chat request Gemini cannot carry. */
final class GeminiFitness {
    private static final int CANDIDATES = 8;
    private static final Set<String> FORMS = Set.of("text", "json_object", "json_schema");
    private static final Set<String> CHOICES = Set.of("auto", "none", "required", "function", "allowed_tools");

    private GeminiFitness() {}

    /** The reason, in words of our own; null where it can carry everything. */
    static @Nullable String reason(ObjectNode chat) {
        String what = parameter(chat);
        if (what == null) {
            what = messages(chat.path("messages"));
        }
        if (what != null) {
            return "gemini cannot carry " + what;
        }
        return Fitness.isSpoken(chat.path("messages"), String::isEmpty) ? null : "gemini needs a message of a user";
    }

    private static @Nullable String parameter(ObjectNode chat) {
        if (!chat.path("functions").isEmpty()) {
            return "functions";
        }
        String call = chat.path("function_call").asText("none");
        if (Json.has(chat, "function_call") && !call.equals("none") && !call.equals("auto")) {
            return "function_call";
        }
        for (JsonNode tool : chat.path("tools")) {
            if (!tool.path("type").asText("function").equals("function")) {
                return "tools that are no functions";
            }
        }
        JsonNode choice = chat.path("tool_choice");
        if (Json.has(chat, "tool_choice")
                && !CHOICES.contains(choice.path("type").asText(choice.asText()))) {
            return "tool_choice";
        }
        if (chat.path("n").asInt(1) > CANDIDATES) {
            return "n above " + CANDIDATES;
        }
        JsonNode form = chat.path("response_format");
        if (Json.has(chat, "response_format")
                && !FORMS.contains(form.path("type").asText())) {
            return "response_format";
        }
        for (JsonNode modality : chat.path("modalities")) {
            if (!modality.asText().equals("text")) {
                return "modalities other than text";
            }
        }
        return Json.has(chat, "audio") ? "audio" : null;
    }

    private static @Nullable String messages(JsonNode messages) {
        Set<String> called = new HashSet<>();
        for (JsonNode message : messages) {
            String what = message(message, called);
            if (what != null) {
                return what;
            }
        }
        return null;
    }

    private static @Nullable String message(JsonNode message, Set<String> called) {
        String role = message.path("role").asText();
        if (role.equals("function") || Json.has(message, "function_call")) {
            return "calls of functions in the old form";
        }
        for (JsonNode part : message.path("content")) {
            String type = part.path("type").asText();
            boolean words = type.equals("text") || type.equals("refusal");
            if (!words && GeminiMedia.of(part) instanceof GeminiMedia.Nothing(String what)) {
                return what;
            }
            if (!words && Prompting.isSystem(message)) {
                return "system messages that are no text";
            }
        }
        for (JsonNode call : message.path("tool_calls")) {
            if (!call.path("type").asText("function").equals("function")) {
                return "calls of tools that are no functions";
            }
            if (GeminiTurns.argumentsOf(call) == null) {
                return "calls whose arguments are no object";
            }
            called.add(call.path("id").asText(""));
        }
        boolean answersNobody = role.equals("tool")
                && !called.contains(message.path("tool_call_id").asText(""));
        return answersNobody ? "a tool's result without its call" : null;
    }
}
