package io.downclimb.api.http;

import io.downclimb.api.request.Label;
import io.micronaut.http.MutableHttpResponse;
import org.jspecify.annotations.Nullable;

/** The headers by which every reply says what it is. */
final class ReplyHeaders {
    static final String REQUEST_ID = "downclimb-request-id";
    static final String TIER = "downclimb-tier";
    static final String DEGRADED = "downclimb-degraded";
    static final String ATTEMPTS = "downclimb-attempts";

    private ReplyHeaders() {}

    /** Writes what is known: no id where nothing was accepted, no tier where no rung served. */
    static void write(MutableHttpResponse<?> response, @Nullable String requestId, @Nullable Label label) {
        if (requestId != null) {
            response.header(REQUEST_ID, requestId);
        }
        if (label == null) {
            return;
        }
        if (label.tier() != null) {
            response.header(TIER, label.tier());
        }
        response.header(DEGRADED, String.valueOf(label.degraded()));
        response.header(ATTEMPTS, String.valueOf(label.attempts()));
    }
}
