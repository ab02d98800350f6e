package io.downclimb.db;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a request that may have been begun before.
 *
 * @param body the caller's canonical request; null where it was erased
 * @param results of the attempts that have one, as JSON, in their order
 * @param answer the conclusion; null where there is none yet
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record RecordedRequest(
        byte @Nullable [] body,
        List<String> results,
        @Nullable AnswerRow answer) {
    public RecordedRequest {
        results = List.copyOf(results);
    }
}
