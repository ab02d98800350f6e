package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.activities.provider.ChatRequest;

/**
 * What can be sent while it is being made: one choice of text and calls of tools. What comes beside them (probabilities, sound, thoughts,
 * citations, what a provider's own tools brought, calls of the old kind) has no place in a stream that another provider may have to finish.
 */
final class ReadingAlong {
    private ReadingAlong() {}

    static boolean allows(ChatRequest request) {
        JsonNode chat = request.chat();
        return request.foreign() == null
                && chat.path("n").asInt(1) == 1
                && !chat.path("logprobs").asBoolean(false)
                && chat.path("functions").isEmpty()
                && !asksForSound(chat)
                && !asksForThoughts(request.body())
                && request.body().findValue("citations") == null;
    }

    private static boolean asksForSound(JsonNode chat) {
        return chat.hasNonNull("audio")
                || chat.path("modalities")
                        .valueStream()
                        .anyMatch(modality -> !modality.asText().equals("text"));
    }

    private static boolean asksForThoughts(JsonNode body) {
        return body.path("thinking").isObject()
                && !body.path("thinking").path("type").asText().equals("disabled");
    }
}
