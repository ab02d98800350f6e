package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, whichever format it came in.
 *
 * @param system the text of the system messages; empty without any
 * @param prompt the text of every message, the last user message at its end
 * @param question the last user message
 * @param tool the tool the answer must call; null: none
 */
record Ask(
        String model,
        boolean stream,
        boolean usageInStream,
        int choices,
        int maxTokens,
        String system,
        String prompt,
        String question,
        @Nullable Tool tool) {

    record Tool(String name, JsonNode schema) {}

    int promptTokens() {
        return Words.count(prompt);
    }
}
