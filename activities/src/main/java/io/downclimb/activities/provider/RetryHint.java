package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks to wait: {@code retry-after-ms} before {@code retry-after}, which counts seconds or names a date.
 * With {@code x-should-retry: false} there is no hint, because waiting is no use. What cannot be read is no hint either.
 * Google says it in the error itself, in a detail with {@code "retryDelay": "37s"}.
 */
final class RetryHint {
    private static final double LONGEST_MS = Duration.ofDays(366).toMillis();

    private RetryHint() {}

    /** In ms, never negative; null where there is none. */
    static @Nullable Long of(Map<String, List<String>> headers, Instant now) {
        if ("false".equalsIgnoreCase(header(headers, "x-should-retry"))) {
            return null;
        }
        Long ms = number(header(headers, "retry-after-ms"), 1);
        if (ms != null) {
            return ms;
        }
        String after = header(headers, "retry-after");
        Long seconds = number(after, 1000);
        return seconds != null ? seconds : date(after, now);
    }

    /** In ms, never negative; null where the error's details say nothing of it. */
    static @Nullable Long ofBody(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            String delay = detail.path("retryDelay").asText("").strip();
            Long ms = delay.endsWith("s") ? number(delay.substring(0, delay.length() - 1), 1000) : null;
            if (ms != null) {
                return ms;
            }
        }
        return null;
    }

    private static @Nullable String header(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst()
                .map(String::strip)
                .orElse(null);
    }

    private static @Nullable Long number(@Nullable String value, long unit) {
        if (value == null || !value.matches("-?[0-9]{1,15}(\\.[0-9]{1,9})?")) {
            return null;
        }
        double ms = Math.ceil(Double.parseDouble(value) * unit);
        return (long) Math.clamp(ms, 0, LONGEST_MS);
    }

    private static @Nullable Long date(@Nullable String value, Instant now) {
        if (value == null) {
            return null;
        }
        try {
            Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return (long) Math.clamp((double) Duration.between(now, when).toMillis(), 0, LONGEST_MS);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
