package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A provider's error as a caller gets to see it, in OpenAI's shape whatever the provider's own. */
public record ProviderError(
        String message,
        String type,
        @Nullable String param,
        @Nullable String code) {
    /** Reads the error out of what came over the wire; a body that says nothing gets words of our own. */
    public static ProviderError of(CallReport.Diagnosis diagnosis) {
        JsonNode error = Classification.error(Json.parse(diagnosis.body()));
        String message = Json.text(error.path("message"));
        String type = Json.text(error.path("type"));
        GeminiError google = GeminiError.of(error);
        int status = google != null && diagnosis.status() < 400 ? google.code() : diagnosis.status();
        return new ProviderError(
                message == null ? "The provider answered with status %d.".formatted(diagnosis.status()) : message,
                type == null ? typeOf(status) : type,
                Json.text(error.path("param")),
                google == null ? code(error) : google.name());
    }

    /** OpenAI names the code beside the type, Anthropic in the details, Google as a status word, others as a number. */
    private static @Nullable String code(JsonNode error) {
        if (Json.has(error, "code")) {
            return error.path("code").isValueNode() ? error.path("code").asText() : null;
        }
        return Json.text(error.path("details").path("error_code"));
    }

    private static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> status >= 400 && status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    /** {@code {"error":{"message","type","param","code"}}} */
    public ObjectNode toJson() {
        ObjectNode json = Json.NODES.objectNode();
        json.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return json;
    }
}
