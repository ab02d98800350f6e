package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads a request in Anthropic's form, and says it in the chat form. */
final class AnthropicQuestion {
    private AnthropicQuestion() {}

    static ChatRequest read(ObjectNode body) {
        if (body.isEmpty()) {
            return ChatRequest.ofChat(body);
        }
        throw new UnsupportedOperationException("requests in Anthropic's form: " + body.size());
    }
}
