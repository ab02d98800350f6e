package io.downclimb.activities.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a judge gets to read: what was asked and what was answered, as a person saw it. System messages are left out, for they are orders to
 * somebody else; pictures and other parts without a text are named.
 *
 * @param question the conversation, its end kept where it is too long
 * @param answer the first choice's text and tool calls, its beginning kept where it is too long
 */
record Judged(String question, String answer) {
    /** In characters, for each of the two. */
    static final int LONGEST = 32_000;

    private static final String LEFT_OUT = "[left out]";

    Judged {
        question = question.length() <= LONGEST
                ? question
                : LEFT_OUT + "\n" + question.substring(question.length() - LONGEST);
        answer = answer.length() <= LONGEST ? answer : answer.substring(0, LONGEST) + "\n" + LEFT_OUT;
    }

    /**
     * Of a request and its answer.
     *
     * @param chat the caller's request in OpenAI's form
     * @param answer in OpenAI's form
     */
    static Judged of(ObjectNode chat, ObjectNode answer) {
        List<String> turns = new ArrayList<>();
        for (JsonNode message : chat.path("messages")) {
            String role = message.path("role").asText();
            if (!role.equals("system") && !role.equals("developer")) {
                turns.add("[%s]\n%s".formatted(role, said(message)));
            }
        }
        JsonNode message = answer.path("choices").path(0).path("message");
        return new Judged(String.join("\n\n", turns), said(message));
    }

    private static String said(JsonNode message) {
        List<String> parts = new ArrayList<>();
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            parts.add(content.asText());
        }
        if (content.isArray()) {
            content.forEach(part -> parts.add(part(part)));
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            parts.add("[calls the tool %s with %s]"
                    .formatted(
                            function.path("name").asText(),
                            function.path("arguments").asText()));
        }
        return String.join("\n", parts);
    }

    private static String part(JsonNode part) {
        String text = text(part.path("text"));
        if (text == null) {
            text = text(part.path("refusal"));
        }
        return text == null ? "[%s]".formatted(part.path("type").asText("part")) : text;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() ? value.asText() : null;
    }
}
