package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Anthropic's error bodies: {@code {"type":"error","error":{"type","message","details"?},"request_id"}}. */
final class AnthropicErrors {
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

    private record Shape(
            String type, String message, @Nullable String errorCode) {}

    private AnthropicErrors() {}

    static ObjectNode body(Fault.Status error, Ask ask, String requestId) {
        Shape shape = error.code() == null ? usual(error.status(), ask) : coded(error.status(), error.code(), ask);
        ObjectNode body = FaultJson.MAPPER.createObjectNode().put("type", "error");
        ObjectNode inner = body.putObject("error")
                .put("type", shape.type())
                .put("message", error.message() == null ? shape.message() : error.message());
        if (shape.errorCode() != null) {
            inner.putObject("details").put("error_code", shape.errorCode());
        }
        return body.put("request_id", requestId);
    }

    private static Shape coded(int status, String code, Ask ask) {
        return switch (code) {
            case "insufficient_quota", "enforced_spend_limit_reached" ->
                new Shape(
                        "rate_limit_error",
                        "You have reached your specified API usage limits for this month.",
                        "enforced_spend_limit_reached");
            case "context_length_exceeded" ->
                new Shape(
                        "invalid_request_error",
                        "prompt is too long: %d tokens > 200000 maximum".formatted(200_000 + ask.promptTokens()),
                        null);
            case "content_policy_violation", "content_filter" ->
                new Shape("invalid_request_error", "Output blocked by content filtering policy", null);
            case "invalid_api_key" -> usual(401, ask);
            case "model_not_found" -> usual(404, ask);
            case "rate_limit_exceeded" -> usual(429, ask);
            case "server_error" -> usual(500, ask);
            default ->
                TYPES.contains(code)
                        ? new Shape(code, usual(status, ask).message(), null)
                        : new Shape(
                                usual(status, ask).type(), usual(status, ask).message(), code);
        };
    }

    private static Shape usual(int status, Ask ask) {
        return switch (status) {
            case 401 -> new Shape("authentication_error", "invalid x-api-key", null);
            case 402 -> new Shape("billing_error", "There is an issue with your billing or payment information.", null);
            case 403 ->
                new Shape(
                        "permission_error",
                        "Your API key does not have permission to use the specified resource.",
                        null);
            case 404 -> new Shape("not_found_error", "model: " + ask.model(), null);
            case 409 -> new Shape("conflict_error", "The request conflicts with another one.", null);
            case 413 -> new Shape("request_too_large", "Request exceeds the maximum size", null);
            case 429 ->
                new Shape(
                        "rate_limit_error",
                        "This request would exceed your organization's rate limit of 50 requests per minute.",
                        null);
            case 504 -> new Shape("timeout_error", "The request timed out.", null);
            case 503, 529 -> new Shape("overloaded_error", "Overloaded", null);
            default ->
                status >= 500
                        ? new Shape("api_error", "Internal server error", null)
                        : new Shape("invalid_request_error", "The request is invalid.", null);
        };
    }
}
