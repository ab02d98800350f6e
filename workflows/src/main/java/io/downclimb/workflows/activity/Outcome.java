package io.downclimb.workflows.activity;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** How one call to a provider ended: facts only, never contents. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Whole.class, name = "whole"),
    @JsonSubTypes.Type(value = Outcome.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Outcome.Held.class, name = "held")
})
public sealed interface Outcome {
    /**
     * A whole answer that every validator accepted.
     *
     * @param finishReason in OpenAI's words: stop, length, tool_calls
     * @param hash SHA-256 of the stored answer, in hex
     */
    record Whole(String finishReason, Usage usage, String hash) implements Outcome {}

    /** The model, or its provider's filter, refused in an answer. It leaves as the refusal it was. */
    record Refused(String finishReason, Usage usage, String hash) implements Outcome {}

    /**
     * No usable answer.
     *
     * @param status the HTTP status, where headers arrived
     * @param retryAfterMs how long the provider asks to wait, in ms, where it said so
     * @param detail which rule decided, in words of our own (a validator's name, "stalled", a provider's error code)
     */
    record Failed(
            ErrorClass errorClass,
            @Nullable Integer status,
            @Nullable Long retryAfterMs,
            String detail) implements Outcome {
        /** The detail of a call that had no time left when its turn came: nothing was sent, and it is no news about the provider. */
        public static final String NOT_SENT = "not-sent";
    }

    /**
     * Nothing was sent: a breaker opened while the attempt waited, or the provider's retries are spent. It is no news about the provider,
     * and takes no attempt's number.
     *
     * @param why in words
     */
    record Held(String why) implements Outcome {}
}
