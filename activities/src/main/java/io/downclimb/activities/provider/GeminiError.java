package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.activity.ErrorClass;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An error in Google's words, {@code {"code","message","status","details"}}. In this order:
 *
 * <ol>
 *   <li>5xx is OVERLOADED, and so are 408, 409 and 499: each may pass a moment later.
 *   <li>402 is QUOTA. 429 is QUOTA where a quota per day is used up or the account has nothing left to spend, else RATE_LIMITED; a hint
 *       with a QUOTA is not believed, because Google tells some seconds there too.
 *   <li>401, 403, a key that is not valid (which comes as 400), and FAILED_PRECONDITION (no billing, or a country that is not served) are
 *       AUTH: nothing that another request with this key would change.
 *   <li>404 is MODEL_GONE, an input of too many tokens is CONTEXT_LENGTH, all else is INVALID_REQUEST.
 * </ol>
 *
 * @param word Google's status word
 * @param code the status that the error says it has, or the one that its word comes with
 */
record GeminiError(String word, int code, JsonNode error) {
    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("INVALID_ARGUMENT", 400),
            Map.entry("FAILED_PRECONDITION", 400),
            Map.entry("OUT_OF_RANGE", 400),
            Map.entry("UNAUTHENTICATED", 401),
            Map.entry("PERMISSION_DENIED", 403),
            Map.entry("NOT_FOUND", 404),
            Map.entry("ABORTED", 409),
            Map.entry("ALREADY_EXISTS", 409),
            Map.entry("RESOURCE_EXHAUSTED", 429),
            Map.entry("CANCELLED", 499),
            Map.entry("UNKNOWN", 500),
            Map.entry("INTERNAL", 500),
            Map.entry("DATA_LOSS", 500),
            Map.entry("UNIMPLEMENTED", 501),
            Map.entry("UNAVAILABLE", 503),
            Map.entry("DEADLINE_EXCEEDED", 504));

    private static final Set<String> MALFORMED = Set.of(
            "MALFORMED_FUNCTION_CALL",
            "MALFORMED_RESPONSE",
            "UNEXPECTED_TOOL_CALL",
            "TOO_MANY_TOOL_CALLS",
            "MISSING_THOUGHT_SIGNATURE",
            "NO_IMAGE",
            "IMAGE_OTHER");

    /** The error in Google's words; null where it is in another provider's. */
    static @Nullable GeminiError of(JsonNode error) {
        String word = error.path("status").asText("");
        Integer usual = CODES.get(word);
        if (usual == null) {
            return null;
        }
        int code = error.path("code").asInt(0);
        return new GeminiError(word, code >= 400 && code < 600 ? code : usual, error);
    }

    /** Why a chunk ends a candidate that is no answer, as a word of ours; null where it does not. */
    static @Nullable String malformed(JsonNode chunk) {
        for (JsonNode candidate : chunk.path("candidates")) {
            String reason = candidate.path("finishReason").asText("");
            if (MALFORMED.contains(reason)) {
                return kebab(reason);
            }
        }
        return null;
    }

    /** The status word as a code of an error. */
    String name() {
        return word.toLowerCase(Locale.ROOT);
    }

    private static String kebab(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The class.
     *
     * @param status that it came with; inside a stream, the one it says it has
     * @param hinted in ms, from the headers; null where they say nothing
     */
    Classification.Verdict verdict(int status, @Nullable Long hinted) {
        Long hint = hinted != null ? hinted : RetryHint.ofBody(error);
        if (status >= 500) {
            return new Classification.Verdict(ErrorClass.OVERLOADED, hint, name());
        }
        return switch (status) {
            case 408, 409, 425, 499 -> new Classification.Verdict(ErrorClass.OVERLOADED, hint, name());
            case 402 -> new Classification.Verdict(ErrorClass.QUOTA, null, name());
            case 429 -> exhausted(hint);
            case 401, 403 -> new Classification.Verdict(ErrorClass.AUTH, hint, name());
            case 404 -> new Classification.Verdict(ErrorClass.MODEL_GONE, hint, name());
            default -> wrong(hint);
        };
    }

    private Classification.Verdict exhausted(@Nullable Long hint) {
        for (JsonNode detail : error.path("details")) {
            for (JsonNode violation : detail.path("violations")) {
                String quota = violation
                        .path("quotaId")
                        .asText(violation.path("quotaMetric").asText(""));
                if (quota.contains("PerDay") || quota.endsWith("_per_day")) {
                    return new Classification.Verdict(ErrorClass.QUOTA, null, "quota-per-day");
                }
            }
        }
        String message = message();
        if (message.contains("prepayment credits are depleted") || message.contains("monthly spending cap")) {
            return new Classification.Verdict(ErrorClass.QUOTA, null, "nothing-left-to-spend");
        }
        return new Classification.Verdict(ErrorClass.RATE_LIMITED, hint, name());
    }

    private Classification.Verdict wrong(@Nullable Long hint) {
        String message = message();
        boolean key = message.startsWith("api key not valid") || message.startsWith("api key expired");
        for (JsonNode detail : error.path("details")) {
            key |= detail.path("reason").asText("").equals("API_KEY_INVALID");
        }
        if (key) {
            return new Classification.Verdict(ErrorClass.AUTH, hint, "api_key_invalid");
        }
        if (word.equals("FAILED_PRECONDITION")) {
            return new Classification.Verdict(ErrorClass.AUTH, hint, name());
        }
        if (message.contains("input token count") && message.contains("exceeds")) {
            return new Classification.Verdict(ErrorClass.CONTEXT_LENGTH, hint, "prompt-too-long");
        }
        return new Classification.Verdict(ErrorClass.INVALID_REQUEST, hint, name());
    }

    private String message() {
        return error.path("message").asText("").strip().toLowerCase(Locale.ROOT);
    }
}
