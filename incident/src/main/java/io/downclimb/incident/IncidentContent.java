package io.downclimb.incident;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prompt, an answer or a raw error, where the file has them. Two are equal where their bodies are.
 *
 * @param kind request, answer, error
 * @param attempt 0 for what belongs to none
 */
@SuppressWarnings("ArrayRecordComponent")
public record IncidentContent(String requestId, String kind, int attempt, byte[] body) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IncidentContent content
                && requestId.equals(content.requestId)
                && kind.equals(content.kind)
                && attempt == content.attempt
                && Arrays.equals(body, content.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(requestId, kind, attempt, Arrays.hashCode(body));
    }

    /** Without the body, which is not for logs. */
    @Override
    public String toString() {
        return "IncidentContent[%s of %s, attempt %d, %d bytes]".formatted(kind, requestId, attempt, body.length);
    }
}
