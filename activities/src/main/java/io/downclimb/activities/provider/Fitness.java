package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Whether a rung can carry a chat request at all. What it cannot carry is passed over with the reason, before anything is
 * sent; a tuning parameter that a format does not know is no reason, it is dropped and reported.
 *
 * <p>The estimate of tokens is made to be too low rather than too high, because a rung that is skipped wrongly is lost and
 * one that is tried wrongly costs a quick CONTEXT_LENGTH: a token per four characters of text, each run of white space being
 * one character. (Bytes would count most scripts two to four times over.) The window is too small only when the estimate is
 * more than half above it: text of the window's length would need six characters per token, more than prose has.
 */
public final class Fitness {
    private static final long CHARACTERS_PER_TOKEN = 4;

    private Fitness() {}

    /**
     * Why the rung cannot carry the request, in words of our own; null where it can.
     *
     * @param window in tokens; null where it is not declared, which is tried
     * @param request what the caller asked
     */
    public static @Nullable String reason(Api api, @Nullable Long window, ChatRequest request) {
        ObjectNode chat = request.chat();
        String format = switch (api) {
            case OPENAI_CHAT -> null;
            case ANTHROPIC_MESSAGES -> anthropic(chat);
            case GEMINI -> GeminiFitness.reason(chat);
        };
        return format != null || window == null ? format : window(window, chat);
    }

    private static @Nullable String window(long window, ObjectNode chat) {
        long tokens = tokens(chat);
        return tokens > window + window / 2
                ? "window of %d tokens is too small for about %d".formatted(window, tokens)
                : null;
    }

    /** About how many tokens the texts of the messages are; rather too few than too many. */
    static long tokens(ObjectNode chat) {
        long characters = 0;
        for (JsonNode message : chat.path("messages")) {
            characters += characters(message.path("content"));
        }
        return characters / CHARACTERS_PER_TOKEN;
    }

    private static long characters(JsonNode content) {
        if (content.isTextual()) {
            return characters(content.textValue());
        }
        long characters = 0;
        for (JsonNode part : content) {
            characters += characters(part.path("text").asText(""));
        }
        return characters;
    }

    private static long characters(String text) {
        long characters = 0;
        boolean inGap = false;
        for (int index = 0; index < text.length(); index++) {
            char next = text.charAt(index);
            boolean white = Character.isWhitespace(next);
            boolean counts = white ? !inGap : !Character.isLowSurrogate(next);
            characters += counts ? 1 : 0;
            inGap = white;
        }
        return characters;
    }

    private static @Nullable String anthropic(ObjectNode chat) {
        String parameter = parameter(chat);
        return parameter != null ? "anthropic-messages cannot carry " + parameter : messages(chat.path("messages"));
    }

    private static @Nullable String parameter(ObjectNode chat) {
        if (!chat.path("tools").isEmpty()) {
            return "tools";
        }
        if (!chat.path("functions").isEmpty()) {
            return "functions";
        }
        for (String choice : new String[] {"tool_choice", "function_call"}) {
            String asked = chat.path(choice).asText();
            if (Json.has(chat, choice) && !asked.equals("none") && !asked.equals("auto")) {
                return choice;
            }
        }
        if (chat.path("n").asInt(1) > 1) {
            return "n above 1";
        }
        if (Json.has(chat, "response_format")
                && !chat.path("response_format").path("type").asText().equals("text")) {
            return "response_format";
        }
        if (chat.path("logprobs").asBoolean() || chat.path("top_logprobs").asInt() > 0) {
            return "logprobs";
        }
        for (JsonNode modality : chat.path("modalities")) {
            if (!modality.asText().equals("text")) {
                return "modalities other than text";
            }
        }
        return Json.has(chat, "audio") ? "audio" : null;
    }

    private static @Nullable String messages(JsonNode messages) {
        boolean spoken = false;
        for (JsonNode message : messages) {
            String role = message.path("role").asText();
            if (role.equals("tool") || role.equals("function")) {
                return "anthropic-messages cannot carry messages of tools";
            }
            if (!message.path("tool_calls").isEmpty() || Json.has(message, "function_call")) {
                return "anthropic-messages cannot carry calls of tools";
            }
            for (JsonNode part : message.path("content")) {
                String type = part.path("type").asText();
                if (!type.equals("text") && !type.equals("refusal")) {
                    return "anthropic-messages cannot carry " + kind(type);
                }
            }
            spoken |= role.equals("user") || role.equals("assistant");
        }
        return spoken ? null : "anthropic-messages needs a message of a user";
    }

    /** The caller's own word is not repeated: it may be anything. */
    private static String kind(String type) {
        return switch (type) {
            case "image_url" -> "images";
            case "input_audio" -> "audio";
            case "file" -> "files";
            default -> "parts that are no text";
        };
    }
}
