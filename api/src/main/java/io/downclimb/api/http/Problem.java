package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Label;
import org.jspecify.annotations.Nullable;

/**
 * One error, before a door gives it its shape.
 *
 * @param status the HTTP status; the type's own unless a provider or the framework chose another
 * @param param the field or header at fault
 * @param requestId null where no request was accepted
 * @param label what was tried, where something was
 * @param providerError the provider's error in OpenAI's form, where it is the caller's to see
 * @param retryAfterSeconds when to try again, where that depends; null where the type alone says it
 */
public record Problem(
        ProblemType type,
        int status,
        String message,
        @Nullable String param,
        @Nullable String requestId,
        @Nullable Label label,
        @Nullable ObjectNode providerError,
        @Nullable Integer retryAfterSeconds) {
    Problem(
            ProblemType type,
            int status,
            String message,
            @Nullable String param,
            @Nullable String requestId,
            @Nullable Label label,
            @Nullable ObjectNode providerError) {
        this(type, status, message, param, requestId, label, providerError, null);
    }

    public static Problem of(ProblemType type, String message) {
        return at(type, message, null);
    }

    public static Problem at(ProblemType type, String message, @Nullable String param) {
        return new Problem(type, type.status(), message, param, null, null, null);
    }

    static Problem later(ProblemType type, String message, int retryAfterSeconds) {
        return new Problem(type, type.status(), message, null, null, null, null, retryAfterSeconds);
    }

    static Problem about(ProblemType type, String message, String requestId) {
        return new Problem(type, type.status(), message, null, requestId, null, null);
    }

    /** Thrown where a call cannot be served; rendered in the door's error shape. */
    static final class ProblemException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        ProblemException(Problem problem) {
            super(problem.message());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
