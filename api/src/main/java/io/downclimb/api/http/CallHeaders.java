package io.downclimb.api.http;

import io.downclimb.api.http.Problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a call that Downclimb reads.
 *
 * @param idempotencyKey 1 to 255 visible ASCII characters
 * @param deadlineMs in ms from arrival
 * @param asynchronous {@code Prefer: respond-async}
 * @param traceParent W3C trace context; one that is malformed is ignored, as its standard asks
 */
record CallHeaders(
        @Nullable String idempotencyKey,
        @Nullable Long deadlineMs,
        boolean asynchronous,
        @Nullable String traceParent) {
    static final String DEADLINE = "downclimb-deadline-ms";
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Pattern WHOLE = Pattern.compile("0*[1-9][0-9]{0,17}");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,255}");
    private static final Pattern TRACE =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{0,200})?");

    static CallHeaders of(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        @Nullable String deadline = one(headers, DEADLINE);
        @Nullable String key = one(headers, IDEMPOTENCY_KEY);
        @Nullable String trace = headers.get("traceparent");
        if (deadline != null && !WHOLE.matcher(deadline).matches()) {
            throw bad(
                    DEADLINE,
                    deadline,
                    "send a whole number of ms of at least 1, or leave it out for the route's own deadline");
        }
        if (key != null && !VISIBLE.matcher(key).matches()) {
            throw bad(IDEMPOTENCY_KEY, key, "send 1 to 255 visible ASCII characters, such as a UUID");
        }
        return new CallHeaders(
                key,
                deadline == null ? null : Long.valueOf(deadline),
                headers.getAll("Prefer").stream().anyMatch(CallHeaders::asksAsync),
                trace != null && TRACE.matcher(trace).matches() ? trace : null);
    }

    private static @Nullable String one(HttpHeaders headers, String name) {
        List<String> values = headers.getAll(name);
        if (values.size() > 1) {
            throw bad(name, String.join(", ", values), "send it once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private static boolean asksAsync(String prefer) {
        for (String preference : prefer.split(",", -1)) {
            String name = preference.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (name.equals("respond-async")) {
                return true;
            }
        }
        return false;
    }

    private static ProblemException bad(String header, String value, String fix) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "… (" + value.length() + " characters)" : value;
        return new ProblemException(
                Problem.at(ProblemType.INVALID_HEADER, "Header " + header + " is \"" + shown + "\": " + fix, header));
    }
}
