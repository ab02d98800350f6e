package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Reads a request in Anthropic's form, and says it in the chat form. */
final class AnthropicQuestion {
    private AnthropicQuestion() {}

    static ChatRequest read(ObjectNode body) {
        ObjectNode chat = Json.NODES.objectNode();
        chat.set("messages", body.path("messages"));
        return new ChatRequest(Api.ANTHROPIC_MESSAGES, body, chat, List.of(), null);
    }
}
