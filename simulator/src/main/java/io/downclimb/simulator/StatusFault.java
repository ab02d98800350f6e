package io.downclimb.simulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** How a status page misbehaves. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StatusFault.Garbage.class, name = "garbage"),
    @JsonSubTypes.Type(value = StatusFault.Status.class, name = "status"),
    @JsonSubTypes.Type(value = StatusFault.Silent.class, name = "silent"),
    @JsonSubTypes.Type(value = StatusFault.Stall.class, name = "stall"),
    @JsonSubTypes.Type(value = StatusFault.Huge.class, name = "huge"),
    @JsonSubTypes.Type(value = StatusFault.Redirect.class, name = "redirect")
})
public sealed interface StatusFault {
    /** A 200 that is no JSON. */
    record Garbage() implements StatusFault {}

    /**
     * An error status, such as the 405 of a challenge.
     *
     * @param status 400..599
     * @param retryAfter in s; null for none
     */
    record Status(int status, @Nullable Integer retryAfter) implements StatusFault {
        public Status {
            Require.that(status >= 400 && status <= 599, "status must be 400..599, but is " + status);
        }
    }

    /** Takes the request and never answers. */
    record Silent() implements StatusFault {}

    /** Headers and half of the page, then nothing on an open connection. */
    record Stall() implements StatusFault {}

    /** A page that never ends. */
    record Huge() implements StatusFault {}

    /**
     * Sends the caller elsewhere.
     *
     * @param location null: to itself, for ever
     */
    record Redirect(@Nullable String location) implements StatusFault {}
}
