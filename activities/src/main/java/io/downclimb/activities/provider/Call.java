package io.downclimb.activities.provider;

import io.downclimb.workflows.policy.PromptVersion;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call, ready to be put into a provider's format.
 *
 * @param model the provider's own model name
 * @param request what the caller asked
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
        ChatRequest request,
        @Nullable Prompt prompt,
        int maxTokens,
        String callerRequest,
        Instant firstContentBy,
        Instant completeBy,
        Duration idle) {

    /** A rendered-to-be prompt: the template's text, and where it goes. */
    public record Prompt(String template, PromptVersion.Placement placement) {}
}
