package io.downclimb.incident;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it was recorded. Times in ms since 1970. What callers wrote (prompts, keys, reasons for cancelling) is not in it.
 *
 * @param share of the route's deadline that the caller allowed (0..1]
 * @param keyed whether the caller sent an Idempotency-Key
 * @param concludedAt null while it is open, and with it all that follows but the attempts
 * @param outcome answered, failed, cancelled
 * @param tier of the answer; null where there is none
 * @param classes "tier:CLASS" in the order met
 * @param skipped "tier: why it was passed over"
 * @param costUsd US dollars; null where it is not known
 */
public record IncidentRequest(
        String id,
        String tenant,
        String route,
        String policyHash,
        String workflowId,
        long receivedAt,
        long deadlineAt,
        double share,
        boolean keyed,
        @Nullable Long concludedAt,
        @Nullable String outcome,
        @Nullable String tier,
        @Nullable String provider,
        @Nullable String model,
        boolean degraded,
        @Nullable String errorClass,
        @Nullable String reason,
        List<String> classes,
        List<String> skipped,
        @Nullable BigDecimal costUsd,
        List<IncidentAttempt> attempts) {
    public IncidentRequest {
        classes = List.copyOf(classes);
        skipped = List.copyOf(skipped);
        attempts = List.copyOf(attempts);
    }

    /** Whether an answer left within the deadline. */
    public boolean answeredInTime() {
        return "answered".equals(outcome) && concludedAt != null && concludedAt <= deadlineAt;
    }
}
