package io.downclimb.api.request;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a request, hold by hold.
 *
 * @param skipped rungs passed over, with reasons
 */
public record Trail(
        String requestId,
        String route,
        String policyHash,
        String workflowId,
        Instant receivedAt,
        Instant deadlineAt,
        @Nullable Instant concludedAt,
        String state,
        List<Entry> attempts,
        List<String> skipped) {
    public Trail {
        attempts = List.copyOf(attempts);
        skipped = List.copyOf(skipped);
    }

    /**
     * One attempt.
     *
     * @param outcome whole, refused, failed, open while it is under way, or abandoned where the request ended first
     * @param errorClass where it failed
     * @param status the provider's HTTP status, where headers arrived
     * @param sends how often it was sent; above 1 only after a lost worker
     */
    public record Entry(
            int number,
            String tier,
            String provider,
            String model,
            String outcome,
            @Nullable String errorClass,
            @Nullable Integer status,
            @Nullable String detail,
            Instant sentAt,
            @Nullable Long firstContentMs,
            @Nullable Long totalMs,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable BigDecimal cost,
            int sends) {}
}
