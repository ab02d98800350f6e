package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as Anthropic wants it: the system text apart, and turns that alternate, so consecutive messages of one role
 * become one turn. Empty texts are left out, because the format refuses them.
 */
record AnthropicTurns(List<String> system, List<Turn> turns, boolean named) {
    record Turn(String role, List<String> texts) {}

    static AnthropicTurns of(JsonNode messages) {
        List<String> system = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        boolean named = false;
        for (JsonNode message : messages) {
            named |= Json.has(message, "name");
            List<String> texts = texts(message.path("content"));
            String role = message.path("role").asText();
            if (Prompting.isSystem(message)) {
                system.addAll(texts);
            } else if (!turns.isEmpty() && turns.getLast().role().equals(role)) {
                turns.getLast().texts().addAll(texts);
            } else {
                turns.add(new Turn(role, texts));
            }
        }
        return new AnthropicTurns(system, turns, named);
    }

    private static List<String> texts(JsonNode content) {
        List<String> texts = new ArrayList<>();
        if (content.isTextual() && !content.asText().isEmpty()) {
            texts.add(content.asText());
        }
        if (content.isArray()) {
            for (JsonNode part : content) {
                String text = part.path("text").asText(part.path("refusal").asText(""));
                if (!text.isEmpty()) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    void writeTo(ObjectNode body, List<String> dropped) {
        if (!system.isEmpty()) {
            body.put("system", String.join("\n\n", system));
        }
        ArrayNode messages = body.putArray("messages");
        for (Turn turn : turns) {
            if (turn.texts().isEmpty()) {
                continue;
            }
            ObjectNode message = messages.addObject().put("role", turn.role());
            if (turn.texts().size() == 1) {
                message.put("content", turn.texts().getFirst());
                continue;
            }
            ArrayNode parts = message.putArray("content");
            turn.texts().forEach(text -> parts.addObject().put("type", "text").put("text", text));
        }
        if (named) {
            dropped.add("messages.name");
        }
    }
}
