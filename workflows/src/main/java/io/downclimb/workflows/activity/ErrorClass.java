package io.downclimb.workflows.activity;

/**
 * What kind of failure a call met. The class, not the status code, decides what happens next: whether the same provider is
 * tried again, whether the next rung may try, and what the breaker sees.
 *
 * <p>A refusal that came as an answer is not an error: see {@link Outcome.Refused}.
 */
public enum ErrorClass {
    /** 500, 502, 503, 504, 529: the provider is there and cannot serve. */
    OVERLOADED(Again.JITTERED, Below.YES),
    /** 429, with or without a hint how long to wait. */
    RATE_LIMITED(Again.AS_HINTED, Below.YES),
    /** Money or quota is gone: waiting does not help. */
    QUOTA(Again.NEVER, Below.YES),
    /** 401, 403: the key is not accepted. */
    AUTH(Again.NEVER, Below.YES),
    /** 404 on the model. */
    MODEL_GONE(Again.NEVER, Below.YES),
    /** The prompt is longer than the model's window. */
    CONTEXT_LENGTH(Again.NEVER, Below.LARGER_WINDOW),
    /** Refused by policy, with an error. */
    CONTENT_POLICY(Again.NEVER, Below.NO),
    /** Any other 400, 413, 422: the request itself is wrong. */
    INVALID_REQUEST(Again.NEVER, Below.NO),
    /** Refused, reset before headers, DNS, TLS: no call took place. */
    CONNECT(Again.ONCE, Below.YES),
    /** No headers or no first content within the limit. */
    SILENT(Again.NEVER, Below.YES),
    /** The stream broke, stalled, or ended without a finish reason. */
    CUT(Again.ONCE, Below.YES),
    /** The answer cannot be parsed. */
    MALFORMED(Again.ONCE, Below.YES),
    /** The node that made the call died; no news about the provider. */
    LOST_WORKER(Again.NEVER, Below.YES),
    /** A validator turned the answer down. */
    REJECTED(Again.ONCE, Below.YES);

    /** Whether the same rung may try again. */
    public enum Again {
        NEVER,
        /** Once, at once. */
        ONCE,
        /** After a full-jitter wait, inside the budget. */
        JITTERED,
        /** After the wait the provider named, where that fits the budget. */
        AS_HINTED
    }

    /** Whether a rung further down may try. */
    public enum Below {
        YES,
        /** Only one whose window is larger than this rung's, or not declared. */
        LARGER_WINDOW,
        NO
    }

    private final Again again;
    private final Below below;

    ErrorClass(Again again, Below below) {
        this.again = again;
        this.below = below;
    }

    public Again again() {
        return again;
    }

    public Below below() {
        return below;
    }
}
