package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A problem in the form of Anthropic's errors: {@code {"type":"error","error":{"type","message"},"request_id"}}. Beside type and message stand
 * the problem's own code and the field at fault, beside the error the label.
 */
final class AnthropicError {
    private static final Set<String> TYPES = Set.of(
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "conflict_error",
            "request_too_large",
            "rate_limit_error",
            "api_error",
            "timeout_error",
            "overloaded_error");

    private AnthropicError() {}

    static ObjectNode of(Problem problem) {
        ObjectNode body = Json.object().put("type", "error");
        ObjectNode error = body.putObject("error").put("type", type(problem)).put("message", problem.message());
        error.put("code", problem.type().code());
        if (problem.param() != null) {
            error.put("param", problem.param());
        }
        body.put("request_id", problem.requestId());
        if (problem.label() != null && problem.requestId() != null) {
            body.set("downclimb", LabelView.json(problem.requestId(), problem.label()));
        }
        return body;
    }

    /** The provider's own type where it is one of Anthropic's, else what Anthropic calls an error of this status. */
    private static String type(Problem problem) {
        @Nullable ObjectNode provider = problem.providerError();
        String own = provider == null ? "" : provider.path("type").asText("");
        return TYPES.contains(own) ? own : type(problem.status());
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404, 410 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
