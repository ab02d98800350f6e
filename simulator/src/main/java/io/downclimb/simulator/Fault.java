package io.downclimb.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with one call. In JSON a fault is an object whose {@code kind} is the record's name in kebab case,
 * its other fields being the record's components; {@link FaultName} gives the same faults as model names.
 *
 * <p>Token positions count the answer's words from 0: {@code afterTokens = 5} lets five words through. A position beyond
 * the answer's end means: after its last word, before the finish reason. Times are milliseconds.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fault.Healthy.class, name = "healthy"),
    @JsonSubTypes.Type(value = Fault.Status.class, name = "status"),
    @JsonSubTypes.Type(value = Fault.InsufficientQuota.class, name = "insufficient-quota"),
    @JsonSubTypes.Type(value = Fault.SpendLimitReached.class, name = "spend-limit-reached"),
    @JsonSubTypes.Type(value = Fault.BrokenKey.class, name = "broken-key"),
    @JsonSubTypes.Type(value = Fault.ContextLength.class, name = "context-length"),
    @JsonSubTypes.Type(value = Fault.ContentFilter.class, name = "content-filter"),
    @JsonSubTypes.Type(value = Fault.ModelGone.class, name = "model-gone"),
    @JsonSubTypes.Type(value = Fault.SlowHeaders.class, name = "slow-headers"),
    @JsonSubTypes.Type(value = Fault.SlowFirstToken.class, name = "slow-first-token"),
    @JsonSubTypes.Type(value = Fault.Slow.class, name = "slow"),
    @JsonSubTypes.Type(value = Fault.Silent.class, name = "silent"),
    @JsonSubTypes.Type(value = Fault.Stall.class, name = "stall"),
    @JsonSubTypes.Type(value = Fault.Cut.class, name = "cut"),
    @JsonSubTypes.Type(value = Fault.Malformed.class, name = "malformed"),
    @JsonSubTypes.Type(value = Fault.MissingEnd.class, name = "missing-end"),
    @JsonSubTypes.Type(value = Fault.ErrorEventInStream.class, name = "error-event-in-stream"),
    @JsonSubTypes.Type(value = Fault.Empty.class, name = "empty"),
    @JsonSubTypes.Type(value = Fault.Garbage.class, name = "garbage"),
    @JsonSubTypes.Type(value = Fault.Worse.class, name = "worse"),
    @JsonSubTypes.Type(value = Fault.NotJson.class, name = "not-json"),
    @JsonSubTypes.Type(value = Fault.Truncated.class, name = "truncated"),
    @JsonSubTypes.Type(value = Fault.Reset.class, name = "reset"),
    @JsonSubTypes.Type(value = Fault.ResetAfterHeaders.class, name = "reset-after-headers"),
    @JsonSubTypes.Type(value = Fault.NoPrefill.class, name = "no-prefill"),
    @JsonSubTypes.Type(value = Fault.BrownOut.class, name = "brown-out"),
    @JsonSubTypes.Type(value = Fault.Flapping.class, name = "flapping"),
    @JsonSubTypes.Type(value = Fault.OnKey.class, name = "on-key"),
    @JsonSubTypes.Type(value = Fault.Echo.class, name = "echo"),
})
public sealed interface Fault {

    /** An error status without further detail: the format's own body and code for it. */
    static Status status(int status) {
        return new Status(status, null, null, null, null);
    }

    /** An error status with a {@code retry-after} header, sent as it is written. */
    static Status status(int status, String retryAfter) {
        return new Status(status, null, retryAfter, null, null);
    }

    /** No fault: a whole answer. */
    record Healthy() implements Fault {}

    /**
     * An HTTP error in the format's real body.
     *
     * @param status 400..599
     * @param code the error's code or type in either format's words (both formats get their own); null: the usual one
     * @param retryAfter the {@code retry-after} header verbatim; null: no such header
     * @param message null: the provider's usual words
     * @param headers further response headers, for instance {@code retry-after-ms}; null: none
     */
    record Status(
            @JsonProperty(required = true) int status,
            @Nullable String code,
            @Nullable String retryAfter,
            @Nullable String message,
            @Nullable Map<String, String> headers)
            implements Fault {
        public Status {
            Require.that(status >= 400 && status <= 599, "status must be 400..599, but is " + status);
            headers = headers == null ? null : Map.copyOf(headers);
        }

        Status withMessage(String words) {
            return new Status(status, code, retryAfter, words, headers);
        }
    }

    /** 429 {@code insufficient_quota}; the Anthropic format says {@code enforced_spend_limit_reached}. Never retry. */
    record InsufficientQuota() implements Fault {}

    /** 429 with {@code enforced_spend_limit_reached}; the OpenAI format says {@code insufficient_quota}. */
    record SpendLimitReached() implements Fault {}

    /** 401, whatever the key. */
    record BrokenKey() implements Fault {}

    /** 400: the prompt is longer than the model's window. */
    record ContextLength() implements Fault {}

    /**
     * The content policy strikes.
     *
     * @param refusal true: a 200 that ends with {@code content_filter} or {@code refusal} after three words; false: a
     *     400 error
     */
    record ContentFilter(boolean refusal) implements Fault {}

    /** 404 on the model. */
    record ModelGone() implements Fault {}

    /** Accepts, says nothing for {@code ms}, then answers whole. */
    record SlowHeaders(@JsonProperty(required = true) long ms) implements Fault {
        public SlowHeaders {
            Require.notNegative("ms", ms);
        }
    }

    /** Headers and the opening lines at once (pings each second in the Anthropic format), the first word after {@code ms}. */
    record SlowFirstToken(@JsonProperty(required = true) long ms) implements Fault {
        public SlowFirstToken {
            Require.notNegative("ms", ms);
        }
    }

    /** A healthy long answer that flows: {@code tokens} words, {@code msPerToken} between them. */
    record Slow(
            @JsonProperty(required = true) long msPerToken,
            @JsonProperty(required = true) int tokens) implements Fault {
        public Slow {
            Require.notNegative("msPerToken", msPerToken);
            Require.notNegative("tokens", tokens);
        }
    }

    /** Accepts and never answers. */
    record Silent() implements Fault {}

    /** Stops after some words and leaves the connection open. */
    record Stall(@JsonProperty(required = true) int afterTokens) implements Fault {
        public Stall {
            Require.notNegative("afterTokens", afterTokens);
        }
    }

    /** Closes the connection after some words, in the middle of the body. */
    record Cut(@JsonProperty(required = true) int afterTokens) implements Fault {
        public Cut {
            Require.notNegative("afterTokens", afterTokens);
        }
    }

    /** A data line that is not JSON comes before word {@code atToken}; then the whole rest, or a clean end of the body. */
    record Malformed(@JsonProperty(required = true) int atToken, boolean thenContinue) implements Fault {
        public Malformed {
            Require.notNegative("atToken", atToken);
        }
    }

    /** Every word arrives and the body ends cleanly, without {@code [DONE]} or {@code message_stop}. */
    record MissingEnd(boolean withFinishReason) implements Fault {}

    /** A 200, some words, then an error in the stream; a call that doesn't stream gets the error as its status. */
    record ErrorEventInStream(@JsonProperty(required = true) int afterTokens) implements Fault {
        public ErrorEventInStream {
            Require.notNegative("afterTokens", afterTokens);
        }
    }

    /** A 200 that finishes well, without a word. */
    record Empty() implements Fault {}

    /**
     * A well-formed 200 whose answer is nonsense.
     *
     * @param text null: word salad
     */
    record Garbage(@Nullable String text) implements Fault {}

    /** A whole, fluent answer that helps nobody: only a judge can tell. */
    record Worse() implements Fault {}

    /** A 200 that carries an HTML page. */
    record NotJson() implements Fault {}

    /** A 200 that stops half way with {@code length} or {@code max_tokens}. */
    record Truncated() implements Fault {}

    /** TCP reset before any header. */
    record Reset() implements Fault {}

    /** TCP reset right after the headers. */
    record ResetAfterHeaders() implements Fault {}

    /** 400 for a request whose last message is the assistant's, as newer models do; any other is healthy. */
    record NoPrefill() implements Fault {}

    /**
     * A share of the calls meets {@code inner}, the rest is healthy; which ones is a function of seed and call number.
     *
     * @param share 0..1
     */
    record BrownOut(
            @JsonProperty(required = true) double share,
            @JsonProperty(required = true) Fault inner,
            long seed) implements Fault {
        public BrownOut {
            Require.that(share >= 0 && share <= 1, "share must be 0..1, but is " + share);
            Require.present("inner", inner);
        }
    }

    /**
     * Comes and goes by the clock: {@code inner} for the first part of each period, healthy for the rest. Periods count from when the fault
     * was set; as a model's name, from the simulator's start.
     *
     * @param downMs at most {@code periodMs}
     */
    record Flapping(
            @JsonProperty(required = true) long periodMs,
            @JsonProperty(required = true) long downMs,
            @JsonProperty(required = true) Fault inner)
            implements Fault {
        public Flapping {
            Require.that(periodMs > 0, "periodMs must be above 0, but is " + periodMs);
            Require.that(
                    downMs >= 0 && downMs <= periodMs,
                    "downMs must be 0..periodMs (" + periodMs + "), but is " + downMs);
            Require.present("inner", inner);
        }

        boolean isDownAt(long elapsedMs) {
            return elapsedMs % periodMs < downMs;
        }
    }

    /** Only calls made with this API key meet {@code inner}; the other keys are healthy. */
    record OnKey(
            @JsonProperty(required = true) String key,
            @JsonProperty(required = true) Fault inner) implements Fault {
        public OnKey {
            Require.present("key", key);
            Require.present("inner", inner);
        }
    }

    /** {@code inner}, with the caller's prompt and API key quoted in whatever error text it sends: for leak tests. */
    record Echo(@JsonProperty(required = true) Fault inner) implements Fault {
        public Echo {
            Require.present("inner", inner);
        }
    }
}
