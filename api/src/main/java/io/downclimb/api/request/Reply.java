package io.downclimb.api.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.activity.ErrorClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a caller gets for a request, whatever the door. */
public sealed interface Reply {
    String requestId();

    /**
     * The request ended with an answer, or with a refusal given as an answer (finish reason content_filter).
     *
     * @param answer in OpenAI's form, {@code {"choices":[…],"usage"?:…}}; null where the contents were erased
     */
    record Answered(
            String requestId,
            Instant receivedAt,
            String route,
            Label label,
            @Nullable ObjectNode answer) implements Reply {
        /** Who answered what, for one who holds the answer itself in another form. */
        public Answered withoutAnswer() {
            return new Answered(requestId, receivedAt, route, label, null);
        }
    }

    /**
     * The request ended without an answer.
     *
     * @param errorClass what ended it; null where every rung failed or none was left in time
     * @param providerStatus the HTTP status of the provider's error, where it is the caller's to see
     * @param providerError the provider's error in OpenAI's form ({@code message}, {@code type}, {@code param}, {@code code}), where it is the
     *     caller's to see
     */
    record Failed(
            String requestId,
            String route,
            Label label,
            @Nullable ErrorClass errorClass,
            String reason,
            @Nullable Integer providerStatus,
            @Nullable ObjectNode providerError)
            implements Reply {}

    /** The request was cancelled. */
    record Cancelled(String requestId, String route, String reason) implements Reply {}

    /** The request is accepted and goes on without its caller. */
    record Pending(String requestId, String route) implements Reply {}

    /** The deadline came and no conclusion could be had: the request is kept, and ends when it can. */
    record Late(String requestId, String route, String reason) implements Reply {}
}
