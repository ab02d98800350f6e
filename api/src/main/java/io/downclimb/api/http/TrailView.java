package io.downclimb.api.http;

import io.downclimb.api.request.Trail;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a request, hold by hold. */
@Schema(name = "Trail", description = "What happened to a request, hold by hold")
record TrailView(
        String policyHash,

        @Schema(description = "The workflow to look for in Temporal UI")
        String workflowId,

        Instant receivedAt,
        Instant deadlineAt,
        @Nullable Instant concludedAt,
        String state,
        List<AttemptView> attempts,

        @Schema(description = "Rungs passed over, with reasons")
        List<String> skipped) {
    static TrailView of(Trail trail) {
        return new TrailView(
                trail.policyHash(),
                trail.workflowId(),
                trail.receivedAt(),
                trail.deadlineAt(),
                trail.concludedAt(),
                trail.state(),
                trail.attempts().stream().map(AttemptView::of).toList(),
                trail.skipped());
    }

    @Schema(name = "Attempt", description = "One call to a provider")
    record AttemptView(
            int number,
            String tier,
            String provider,
            String model,

            @Schema(description = "whole, refused, failed, or open while it is under way")
            String outcome,

            @Nullable String errorClass,

            @Schema(description = "The provider's HTTP status, where headers arrived") @Nullable
            Integer status,

            @Nullable String detail,
            Instant sentAt,

            @Schema(description = "Until the first content, in ms") @Nullable
            Long firstContentMs,

            @Schema(description = "Until the end, in ms") @Nullable
            Long totalMs,

            @Nullable Long inputTokens,
            @Nullable Long outputTokens,

            @Schema(description = "In US dollars; null where no price is declared") @Nullable
            BigDecimal costUsd,

            @Schema(description = "How often it was sent; above 1 only after a lost worker")
            int sends) {
        static AttemptView of(Trail.Entry entry) {
            return new AttemptView(
                    entry.number(),
                    entry.tier(),
                    entry.provider(),
                    entry.model(),
                    entry.outcome(),
                    entry.errorClass(),
                    entry.status(),
                    entry.detail(),
                    entry.sentAt(),
                    entry.firstContentMs(),
                    entry.totalMs(),
                    entry.inputTokens(),
                    entry.outputTokens(),
                    entry.cost(),
                    entry.sends());
        }
    }
}
