package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a call, contents included. Stays on the node and in Postgres.
 *
 * @param firstContentMs from sending to the first content, in ms; null where none came
 * @param totalMs from sending to the end, in ms
 * @param dropped the caller's parameters that the format does not know
 * @param skipped chunks of the stream that did not parse; an answer that then finished counts all the same
 */
public record CallReport(
        Result result, @Nullable Long firstContentMs, long totalMs, List<String> dropped, int skipped) {
    public CallReport {
        dropped = List.copyOf(dropped);
    }

    /** A report of a call whose every chunk parsed. */
    public CallReport(Result result, @Nullable Long firstContentMs, long totalMs, List<String> dropped) {
        this(result, firstContentMs, totalMs, dropped, 0);
    }

    public sealed interface Result {}

    /**
     * The provider finished an answer. Whether it may leave is the validators' to say.
     *
     * @param answer in OpenAI's form: {@code {"choices":[{"index","message":{role,content,tool_calls?,refusal?},
     *     "finish_reason"}],"usage"?,"id"?,"system_fingerprint"?, …}}, other fields of the provider kept. Where the caller speaks the
     *     provider's format and that is another, {@code "anthropic-messages": {"content":[…],"stop_reason","stop_sequence","usage"}} holds the
     *     answer as it came
     * @param finishReason of the first choice, in OpenAI's words: stop, length, tool_calls, content_filter
     * @param refused the provider's filter or the model refused (content_filter, stop_reason refusal)
     */
    public record Answered(ObjectNode answer, String finishReason, boolean refused, Usage usage) implements Result {}

    /**
     * No whole answer.
     *
     * @param retryAfterMs the provider's hint in ms, where it gave one
     * @param detail which rule decided, in words of our own; never text of the provider beyond its error code
     * @param diagnosis what came over the wire; null where nothing did
     */
    public record Failed(
            ErrorClass errorClass,
            @Nullable Integer status,
            @Nullable Long retryAfterMs,
            String detail,
            @Nullable Diagnosis diagnosis)
            implements Result {}

    /**
     * Raw evidence for whoever diagnoses, and for the error that a caller gets to see.
     *
     * @param body the first 64 Ki characters
     */
    public record Diagnosis(int status, Map<String, List<String>> headers, String body) {
        public Diagnosis {
            headers = Map.copyOf(headers);
        }
    }
}
