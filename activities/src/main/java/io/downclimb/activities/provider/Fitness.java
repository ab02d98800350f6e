package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Predicate;
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
        String format = request.format() == api ? null : foreign(api, request);
        return format != null || window == null ? format : window(window, request.chat());
    }

    /** Nobody knows better than the provider what its own format can say; another one may lack words. */
    private static @Nullable String foreign(Api api, ChatRequest request) {
        if (request.foreign() != null) {
            return "%s cannot carry %s".formatted(api.key(), request.foreign());
        }
        return switch (api) {
            case OPENAI_CHAT -> null;
            case ANTHROPIC_MESSAGES -> AnthropicFitness.reason(request.chat());
            case GEMINI -> GeminiFitness.reason(request.chat());
        };
    }

    /**
     * Whether anything is left to answer once the system text is set apart and the texts that the format refuses are left out. A provider that
     * got no message at all would turn the request down, and that would end the climb.
     */
    static boolean isSpoken(JsonNode messages, Predicate<String> leftOut) {
        for (JsonNode message : messages) {
            if (!Prompting.isSystem(message) && says(message, leftOut)) {
                return true;
            }
        }
        return false;
    }

    private static boolean says(JsonNode message, Predicate<String> leftOut) {
        JsonNode content = message.path("content");
        for (JsonNode part : content) {
            String type = part.path("type").asText();
            boolean words = type.equals("text") || type.equals("refusal");
            if (!words || !leftOut.test(part.path(type).asText(""))) {
                return true;
            }
        }
        return message.path("role").asText().equals("tool")
                || !message.path("tool_calls").isEmpty()
                || !leftOut.test(message.path("refusal").asText(""))
                || !leftOut.test(content.asText(""));
    }

    private static @Nullable String window(long window, ObjectNode chat) {
        long tokens = tokens(chat);
        return tokens > window + window / 2
                ? "window of %d tokens is too small for about %d".formatted(window, tokens)
                : null;
    }

    /**
     * About how many tokens the texts are: messages, calls of tools, and the tools themselves, whose schemas reach the model as text. Images and
     * files count as nothing.
     */
    static long tokens(ObjectNode chat) {
        long characters = 0;
        for (JsonNode message : chat.path("messages")) {
            characters += characters(message.path("content"));
            for (JsonNode call : message.path("tool_calls")) {
                characters += characters(call.path("function").path("name").asText(""));
                characters += characters(call.path("function").path("arguments").asText(""));
            }
        }
        for (JsonNode tool : chat.path("tools")) {
            JsonNode function = tool.path("function");
            characters += characters(function.path("name").asText(""));
            characters += characters(function.path("description").asText(""));
            characters += function.path("parameters").isObject()
                    ? characters(function.path("parameters").toString())
                    : 0;
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
}
