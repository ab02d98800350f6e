package io.downclimb.activities.request;

import io.downclimb.activities.provider.Call;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.activities.provider.Provider;
import io.downclimb.workflows.policy.PromptVersion;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Puts a caller's request into a rung's words. */
@Singleton
public class RungCalls {
    private final PolicyBook policies;

    RungCalls(PolicyBook policies) {
        this.policies = policies;
    }

    /**
     * A call as this rung makes it.
     *
     * @param callerRequest sent along as {@code x-client-request-id}
     * @param firstContentBy when the first content must have arrived
     * @param completeBy when the answer must be whole
     */
    public Call call(
            Provider provider,
            Rung.Model rung,
            ChatRequest request,
            String callerRequest,
            Instant firstContentBy,
            Instant completeBy) {
        PromptVersion version = rung.prompt();
        Call.Prompt prompt =
                version == null ? null : new Call.Prompt(policies.text(version.text()), version.placement());
        return new Call(
                provider,
                rung.model(),
                request,
                prompt,
                rung.maxTokens(),
                callerRequest,
                firstContentBy,
                completeBy,
                rung.idle());
    }
}
