package io.downclimb.workflows.activity;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request is to end. A request has exactly one conclusion: the first that is written.
 *
 * @param classes the error classes met on the way down, as "tier:CLASS", in order, without repetition
 * @param skips the rungs passed over
 */
public record Conclusion(String requestId, String policyHash, End end, List<String> classes, List<Skip> skips) {
    public Conclusion {
        classes = List.copyOf(classes);
        skips = List.copyOf(skips);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ByAttempt.class, name = "by-attempt"),
        @JsonSubTypes.Type(value = ByCache.class, name = "by-cache"),
        @JsonSubTypes.Type(value = ByCanned.class, name = "by-canned"),
        @JsonSubTypes.Type(value = Failed.class, name = "failed"),
        @JsonSubTypes.Type(value = Cancelled.class, name = "cancelled")
    })
    public sealed interface End {}

    /**
     * Answered by a call.
     *
     * @param refused the answer is a refusal: it leaves as one, and is not kept for others
     */
    public record ByAttempt(int rung, String tier, int attempt, boolean degraded, boolean refused) implements End {}

    /** Answered with a stored answer; a stale one is degraded. */
    public record ByCache(int rung, String tier, CacheHit hit) implements End {}

    /** Answered with the canned text of this rung. */
    public record ByCanned(int rung, String tier) implements End {}

    /**
     * Not answered.
     *
     * @param errorClass the class that ended it; null where the ladder simply ended
     * @param attempt the attempt whose error the caller gets to see; null where there is none
     */
    public record Failed(
            @Nullable ErrorClass errorClass, @Nullable Integer attempt, String reason) implements End {}

    /** Ended by its caller or an operator. */
    public record Cancelled(String reason) implements End {}
}
