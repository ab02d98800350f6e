package io.downclimb.api.http;

import io.downclimb.api.request.Label;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers by which every reply says what it is. */
final class ReplyHeaders {
    static final String REQUEST_ID = "downclimb-request-id";
    static final String TIER = "downclimb-tier";
    static final String DEGRADED = "downclimb-degraded";
    static final String ATTEMPTS = "downclimb-attempts";
    static final String PROVIDER = "downclimb-provider";
    static final String MODEL = "downclimb-model";

    /** Obeyed by the official clients of OpenAI and of Anthropic, which else try again after any 5xx, 409 and 408. */
    static final String SHOULD_RETRY = "x-should-retry";

    /** Where the official clients look for the id: OpenAI's, then Anthropic's. */
    private static final List<String> COMMON_REQUEST_IDS = List.of("x-request-id", "request-id");

    private ReplyHeaders() {}

    /** Writes what is known: no id where nothing was accepted, no tier where no rung served. */
    static void write(MutableHttpResponse<?> response, @Nullable String requestId, @Nullable Label label) {
        if (requestId != null) {
            response.header(REQUEST_ID, requestId);
            COMMON_REQUEST_IDS.forEach(name -> response.header(name, requestId));
        }
        if (label == null) {
            return;
        }
        if (label.tier() != null) {
            response.header(TIER, label.tier());
        }
        if (label.provider() != null) {
            response.header(PROVIDER, label.provider());
        }
        if (label.model() != null) {
            response.header(MODEL, label.model());
        }
        response.header(DEGRADED, String.valueOf(label.degraded()));
        response.header(ATTEMPTS, String.valueOf(label.attempts()));
    }
}
