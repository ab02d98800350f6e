package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** OpenAI's error bodies: {@code {"error":{"message","type","param","code"}}}. */
final class OpenAiErrors {
    private record Shape(
            String type, @Nullable String param, @Nullable String code, String message) {}

    private OpenAiErrors() {}

    static ObjectNode body(Fault.Status error, Ask ask) {
        Shape shape = error.code() == null ? usual(error.status(), ask) : coded(error.status(), error.code(), ask);
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        body.putObject("error")
                .put("message", error.message() == null ? shape.message() : error.message())
                .put("type", shape.type())
                .put("param", shape.param())
                .put("code", shape.code());
        return body;
    }

    private static Shape coded(int status, String code, Ask ask) {
        return switch (code) {
            case "insufficient_quota", "enforced_spend_limit_reached" ->
                new Shape(
                        "insufficient_quota",
                        null,
                        "insufficient_quota",
                        "You exceeded your current quota, please check your plan and billing details. For more "
                                + "information on this error, read the docs.");
            case "context_length_exceeded" ->
                new Shape(
                        "invalid_request_error",
                        "messages",
                        code,
                        ("This model's maximum context length is 8192 tokens. However, your messages resulted in %d "
                                        + "tokens. Please reduce the length of the messages.")
                                .formatted(8192 + ask.promptTokens()));
            case "content_policy_violation", "content_filter" ->
                new Shape(
                        "invalid_request_error",
                        null,
                        code,
                        "Your request was rejected as a result of our safety system. Your prompt may contain text that "
                                + "is not allowed by our safety system.");
            case "invalid_api_key", "authentication_error" -> usual(401, ask);
            case "model_not_found", "not_found_error" -> usual(404, ask);
            case "rate_limit_exceeded", "rate_limit_error" -> usual(429, ask);
            case "overloaded_error" -> usual(503, ask);
            case "api_error", "server_error" -> usual(500, ask);
            case "invalid_request_error" ->
                new Shape(code, null, null, usual(status, ask).message());
            default ->
                new Shape(
                        usual(status, ask).type(),
                        null,
                        code,
                        usual(status, ask).message());
        };
    }

    private static Shape usual(int status, Ask ask) {
        return switch (status) {
            case 401 -> new Shape("invalid_request_error", null, "invalid_api_key", "Incorrect API key provided.");
            case 402 -> new Shape("insufficient_quota", null, "insufficient_quota", "Insufficient balance.");
            case 403 ->
                new Shape(
                        "request_forbidden",
                        null,
                        "unsupported_country_region_territory",
                        "Country, region, or territory not supported");
            case 404 ->
                new Shape(
                        "invalid_request_error",
                        null,
                        "model_not_found",
                        "The model `%s` does not exist or you do not have access to it.".formatted(ask.model()));
            case 413 -> new Shape("invalid_request_error", null, "request_too_large", "Request body too large.");
            case 429 ->
                new Shape(
                        "requests",
                        null,
                        "rate_limit_exceeded",
                        ("Rate limit reached for %s in organization org-simulated on requests per min (RPM): Limit 500, "
                                        + "Used 500, Requested 1.")
                                .formatted(ask.model()));
            case 503, 529 ->
                new Shape("server_error", null, null, "The engine is currently overloaded, please try again later.");
            case 504 -> new Shape("server_error", null, null, "Gateway timeout.");
            default ->
                status >= 500
                        ? new Shape(
                                "server_error",
                                null,
                                null,
                                "The server had an error while processing your request. Sorry about that!")
                        : new Shape("invalid_request_error", null, null, "The request is invalid.");
        };
    }
}
