package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.policy.PromptVersion;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call, ready to be put into a provider's format.
 *
 * @param model the provider's own model name
 * @param chat the caller's request in OpenAI's chat form, without model, stream and stream_options
 * @param prompt the rung's own prompt; null where the caller's messages pass through
 * @param maxTokens the output limit where the format needs one and the caller gave none
 * @param callerRequest {@code requestId/attempt}, sent as {@code x-client-request-id}
 * @param firstContentBy when the first content must have arrived (role lines and pings are not content)
 * @param completeBy when the answer must be whole
 * @param idle the longest silence within a stream that has begun
 */
public record Call(
        Provider provider,
        String model,
        ObjectNode chat,
        @Nullable Prompt prompt,
        int maxTokens,
        String callerRequest,
        Instant firstContentBy,
        Instant completeBy,
        Duration idle) {

    /** A rendered-to-be prompt: the template's text, and where it goes. */
    public record Prompt(String template, PromptVersion.Placement placement) {}
}
