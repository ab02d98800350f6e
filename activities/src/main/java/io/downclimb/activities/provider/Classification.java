package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.activity.ErrorClass;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a provider said into an error class. In this order:
 *
 * <ol>
 *   <li>An error in Google's words is classified by them ({@link GeminiError}).
 *   <li>An error inside a stream of status 200 gets the status that its type would have come with ({@link #STATUSES}).
 *   <li>5xx is OVERLOADED, whatever the body says; 3xx is MALFORMED, because no call follows a redirect.
 *   <li>A code or type that names a class by itself ({@link #CODES}) decides, because one status serves several: 429 is a
 *       rate limit or an empty account, 400 a wrong request, a long one or a forbidden one.
 *   <li>Two classes come from Anthropic as {@code invalid_request_error} with nothing but a sentence; {@link #SENTENCES}
 *       knows them.
 *   <li>Else the status decides. 408, 409 and 425 are OVERLOADED: each says that the same request may pass a moment later
 *       (both vendors' clients retry them), and INVALID_REQUEST would end a climb that the next rung can finish. Any other
 *       4xx is INVALID_REQUEST.
 * </ol>
 *
 * <p>Wrong types and missing bodies are never an error here: every rule has a fallback. Source: the vendors' error pages.
 */
final class Classification {
    /**
     * @param retryAfterMs how long the provider asks to wait; null where it gave no hint, or said that a retry is no use
     * @param detail the provider's own code or type where it is a plain word, else a word of ours
     */
    record Verdict(ErrorClass errorClass, @Nullable Long retryAfterMs, String detail) {}

    private static final Map<String, ErrorClass> CODES = Map.ofEntries(
            Map.entry("insufficient_quota", ErrorClass.QUOTA),
            Map.entry("billing_error", ErrorClass.QUOTA),
            Map.entry("billing_hard_limit_reached", ErrorClass.QUOTA),
            Map.entry("billing_not_active", ErrorClass.QUOTA),
            Map.entry("enforced_spend_limit_reached", ErrorClass.QUOTA),
            Map.entry("context_length_exceeded", ErrorClass.CONTEXT_LENGTH),
            Map.entry("content_policy_violation", ErrorClass.CONTENT_POLICY),
            Map.entry("content_filter", ErrorClass.CONTENT_POLICY),
            Map.entry("model_not_found", ErrorClass.MODEL_GONE),
            Map.entry("invalid_api_key", ErrorClass.AUTH),
            Map.entry("authentication_error", ErrorClass.AUTH),
            Map.entry("permission_error", ErrorClass.AUTH));

    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("invalid_request_error", 400),
            Map.entry("authentication_error", 401),
            Map.entry("invalid_api_key", 401),
            Map.entry("billing_error", 402),
            Map.entry("permission_error", 403),
            Map.entry("not_found_error", 404),
            Map.entry("model_not_found", 404),
            Map.entry("conflict_error", 409),
            Map.entry("request_too_large", 413),
            Map.entry("rate_limit_error", 429),
            Map.entry("rate_limit_exceeded", 429),
            Map.entry("insufficient_quota", 429),
            Map.entry("tokens", 429),
            Map.entry("requests", 429),
            Map.entry("enforced_spend_limit_reached", 429),
            Map.entry("context_length_exceeded", 400),
            Map.entry("content_policy_violation", 400),
            Map.entry("content_filter", 400),
            Map.entry("api_error", 500),
            Map.entry("server_error", 500),
            Map.entry("timeout_error", 504),
            Map.entry("overloaded_error", 529));

    /** Beginnings of messages, in lower case. They are looked at and never passed on. */
    private static final Map<String, ErrorClass> SENTENCES = Map.of(
            "prompt is too long", ErrorClass.CONTEXT_LENGTH,
            "input length and `max_tokens` exceed context limit", ErrorClass.CONTEXT_LENGTH,
            "input is too long", ErrorClass.CONTEXT_LENGTH,
            "this model's maximum context length", ErrorClass.CONTEXT_LENGTH,
            "output blocked by content filtering policy", ErrorClass.CONTENT_POLICY);

    private Classification() {}

    /** Classifies an answer of an error status. */
    static Verdict ofStatus(int status, Map<String, List<String>> headers, String body, Instant now) {
        JsonNode error = error(Json.parse(body));
        Long hint = RetryHint.of(headers, now);
        GeminiError google = GeminiError.of(error);
        if (google != null && status >= 400) {
            return google.verdict(status, hint);
        }
        return verdict(status, words(error), error, hint, "status-" + status);
    }

    /** Classifies an error that came in the body of a good status. */
    static Verdict ofStream(JsonNode body, Map<String, List<String>> headers, Instant now) {
        String malformed = GeminiError.malformed(body);
        if (malformed != null) {
            return new Verdict(ErrorClass.MALFORMED, null, malformed);
        }
        JsonNode error = error(body);
        Long hint = RetryHint.of(headers, now);
        GeminiError google = GeminiError.of(error);
        if (google != null) {
            return google.verdict(google.code(), hint);
        }
        List<String> words = words(error);
        int status = words.stream()
                .map(Classification::statusOf)
                .filter(known -> known != 0)
                .findFirst()
                .orElse(500);
        return verdict(status, words, error, hint, "stream-error");
    }

    /** The error within a body; some providers send it bare, and some as the one element of an array. */
    static JsonNode error(@Nullable JsonNode body) {
        if (body == null) {
            return Json.NODES.missingNode();
        }
        JsonNode said = body.isArray() ? body.path(0) : body;
        JsonNode error = said.path("error");
        return error.isObject() ? error : said;
    }

    /** The error's own words, most telling first. */
    private static List<String> words(JsonNode error) {
        return Stream.of(
                        Json.word(error.path("details").path("error_code")),
                        Json.word(error.path("code")),
                        Json.word(error.path("type")))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The status that an error of this type or code comes with; a code may be a status itself. 0 where neither is so. */
    private static int statusOf(String word) {
        Integer known = STATUSES.get(word);
        if (known != null) {
            return known;
        }
        return word.matches("[45][0-9][0-9]") ? Integer.parseInt(word) : 0;
    }

    private static Verdict verdict(
            int status, List<String> words, JsonNode error, @Nullable Long retryAfterMs, String otherwise) {
        String detail = words.isEmpty() ? otherwise : words.getFirst();
        if (status >= 500) {
            return new Verdict(ErrorClass.OVERLOADED, retryAfterMs, detail);
        }
        if (status < 400) {
            return new Verdict(ErrorClass.MALFORMED, retryAfterMs, otherwise);
        }
        for (String word : words) {
            ErrorClass named = CODES.get(word);
            if (named != null) {
                return new Verdict(named, retryAfterMs, word);
            }
        }
        ErrorClass said = bySentence(status, error.path("message").asText(""));
        if (said != null) {
            return new Verdict(said, retryAfterMs, said == ErrorClass.CONTEXT_LENGTH ? "prompt-too-long" : "filtered");
        }
        return new Verdict(byStatus(status), retryAfterMs, detail);
    }

    private static @Nullable ErrorClass bySentence(int status, String message) {
        if (status != 400 && status != 413 && status != 422) {
            return null;
        }
        String start = message.strip().toLowerCase(Locale.ROOT);
        for (Map.Entry<String, ErrorClass> sentence : SENTENCES.entrySet()) {
            if (start.startsWith(sentence.getKey())) {
                return sentence.getValue();
            }
        }
        return null;
    }

    private static ErrorClass byStatus(int status) {
        return switch (status) {
            case 401, 403 -> ErrorClass.AUTH;
            case 402 -> ErrorClass.QUOTA;
            case 404 -> ErrorClass.MODEL_GONE;
            case 408, 409, 425 -> ErrorClass.OVERLOADED;
            case 429 -> ErrorClass.RATE_LIMITED;
            default -> ErrorClass.INVALID_REQUEST;
        };
    }
}
