package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Gemini's error bodies: {@code {"error":{"code","message","status","details"}}}. The hint how long to wait is in the details, and so is
 * the quota that was used up. A key that is not valid is a 400 with a reason, an overloaded model a 503.
 */
final class GeminiErrors {
    private enum Detail {
        NOTHING,
        KEY,
        MINUTE,
        DAY
    }

    private record Shape(int status, String word, String message, Detail detail) {
        Shape(int status, String word, String message) {
            this(status, word, message, Detail.NOTHING);
        }
    }

    private GeminiErrors() {}

    /** Whether the error is one that Gemini says in a good answer. */
    static boolean blocks(Fault.Status error) {
        return "content_policy_violation".equals(error.code()) || "content_filter".equals(error.code());
    }

    static int status(Fault.Status error) {
        return shape(error, "").status();
    }

    static ObjectNode body(Fault.Status error, Ask ask) {
        Shape shape = shape(error, ask.model());
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        ObjectNode inner = body.putObject("error")
                .put("code", shape.status())
                .put("message", error.message() == null ? shape.message() : error.message())
                .put("status", shape.word());
        switch (shape.detail()) {
            case NOTHING -> hint(inner, error.retryAfter());
            case KEY ->
                detail(inner, "ErrorInfo").put("reason", "API_KEY_INVALID").put("domain", "googleapis.com");
            case MINUTE -> {
                quota(inner, "GenerateRequestsPerMinutePerProjectPerModel", ask.model());
                hint(inner, error.retryAfter());
            }
            case DAY -> {
                quota(inner, "GenerateRequestsPerDayPerProjectPerModel", ask.model());
                hint(inner, "37");
            }
        }
        return body;
    }

    private static ObjectNode detail(ObjectNode error, String type) {
        ArrayNode details = error.withArray("details");
        return details.addObject().put("@type", "type.googleapis.com/google.rpc." + type);
    }

    private static void quota(ObjectNode error, String id, String model) {
        ObjectNode violation =
                detail(error, "QuotaFailure").putArray("violations").addObject();
        violation
                .put("quotaMetric", "generativelanguage.googleapis.com/generate_content_requests")
                .put("quotaId", id)
                .putObject("quotaDimensions")
                .put("location", "global")
                .put("model", model);
    }

    private static void hint(ObjectNode error, @Nullable String retryAfter) {
        if (retryAfter != null && retryAfter.matches("\\d+(\\.\\d+)?")) {
            detail(error, "RetryInfo").put("retryDelay", retryAfter + "s");
        }
    }

    private static Shape shape(Fault.Status error, String model) {
        return error.code() == null ? usual(error.status(), model) : coded(error.status(), error.code(), model);
    }

    private static Shape coded(int status, String code, String model) {
        return switch (code) {
            case "insufficient_quota", "enforced_spend_limit_reached" ->
                new Shape(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "You exceeded your current quota, please check your plan and billing details.",
                        Detail.DAY);
            case "context_length_exceeded" ->
                new Shape(
                        400,
                        "INVALID_ARGUMENT",
                        "The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).");
            case "invalid_api_key" ->
                new Shape(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", Detail.KEY);
            case "authentication_error" -> usual(401, model);
            case "permission_error" -> usual(403, model);
            case "billing_error" -> usual(402, model);
            case "model_not_found", "not_found_error" -> usual(404, model);
            case "rate_limit_exceeded", "rate_limit_error" -> usual(429, model);
            case "api_error", "server_error" -> usual(500, model);
            case "overloaded_error" -> usual(503, model);
            case "timeout_error" -> usual(504, model);
            default -> usual(status, model);
        };
    }

    private static Shape usual(int status, String model) {
        return switch (status) {
            case 401 -> new Shape(status, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
            case 402 -> new Shape(status, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.");
            case 403 -> new Shape(status, "PERMISSION_DENIED", "The caller does not have permission");
            case 404 ->
                new Shape(
                        status,
                        "NOT_FOUND",
                        "models/%s is not found for API version v1beta, or is not supported for generateContent."
                                .formatted(model));
            case 409 -> new Shape(status, "ABORTED", "The operation was aborted.");
            case 429 ->
                new Shape(
                        status,
                        "RESOURCE_EXHAUSTED",
                        "You exceeded your current quota, please check your plan and billing details.",
                        Detail.MINUTE);
            case 499 -> new Shape(status, "CANCELLED", "The operation was cancelled.");
            case 503, 529 -> new Shape(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
            case 504 -> new Shape(status, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.");
            default ->
                status >= 500
                        ? new Shape(status, "INTERNAL", "An internal error has occurred.")
                        : new Shape(status, "INVALID_ARGUMENT", "Request contains an invalid argument.");
        };
    }
}
