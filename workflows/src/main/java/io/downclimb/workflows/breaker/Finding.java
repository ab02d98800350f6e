package io.downclimb.workflows.breaker;

import org.jspecify.annotations.Nullable;

/** What a probe that was sent says about its circuit. */
enum Finding {
    GOOD,
    BAD,
    /** It met something that is no news about this circuit. */
    NOTHING;

    /**
     * About a provider's health. An answer that validators turn down is healthy; a request that is wrong in itself, a rate limit and a
     * refused key tell nothing.
     *
     * @param slowest the first content must not come later, in ms; null for no limit
     */
    static Finding ofHealth(ProbeResult result, @Nullable Long slowest) {
        return switch (result.errorClass()) {
            case null -> inTime(result, slowest);
            case REJECTED -> inTime(result, slowest);
            case OVERLOADED, CONNECT, SILENT, CUT, MALFORMED -> BAD;
            case RATE_LIMITED, QUOTA, AUTH, MODEL_GONE, CONTEXT_LENGTH, CONTENT_POLICY, INVALID_REQUEST, LOST_WORKER ->
                NOTHING;
        };
    }

    private static Finding inTime(ProbeResult result, @Nullable Long slowest) {
        Long first = result.firstContentMs();
        return slowest == null || (first != null && first <= slowest) ? GOOD : BAD;
    }

    /** About the worth of an answer. Where no answer came, the provider is not well, which another circuit sees to. */
    static Finding ofQuality(ProbeResult result) {
        return switch (result.errorClass()) {
            case null -> GOOD;
            case REJECTED, MALFORMED, CUT -> BAD;
            case OVERLOADED,
                    RATE_LIMITED,
                    QUOTA,
                    AUTH,
                    MODEL_GONE,
                    CONTEXT_LENGTH,
                    CONTENT_POLICY,
                    INVALID_REQUEST,
                    CONNECT,
                    SILENT,
                    LOST_WORKER -> NOTHING;
        };
    }

    /**
     * About a key or a model that was refused: whatever else the provider says about the call, it says once it has accepted the key (and
     * knows the model).
     */
    static Finding ofLatch(ProbeResult result, CircuitId circuit) {
        return switch (result.errorClass()) {
            case null -> GOOD;
            case QUOTA, AUTH, MODEL_GONE -> BAD;
            case CONTEXT_LENGTH, CONTENT_POLICY, CUT, MALFORMED, REJECTED -> GOOD;
            case RATE_LIMITED, INVALID_REQUEST -> circuit instanceof CircuitId.Key ? GOOD : NOTHING;
            case OVERLOADED, CONNECT, SILENT, LOST_WORKER -> NOTHING;
        };
    }
}
