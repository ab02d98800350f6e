package io.downclimb.api.http;

/**
 * Every kind of error a door gives: its page under {@code /problems/}, its HTTP status, and the type and code it has in OpenAI's error shape.
 */
public enum ProblemType {
    INVALID_REQUEST(
            400,
            Kind.CALLER,
            "invalid_request",
            "The request cannot be read",
            "The message names the field, what was found, and the fix."),
    INVALID_HEADER(
            400,
            Kind.CALLER,
            "invalid_header",
            "A header cannot be read",
            "The message names the header, its value, and the fix."),
    INVALID_DEADLINE(
            400,
            Kind.CALLER,
            "invalid_deadline",
            "The deadline is out of range",
            "Ask for no more than the route gives, in ms, by the header downclimb-deadline-ms; or send none."),
    CONTEXT_LENGTH(
            400,
            Kind.CALLER,
            "context_length_exceeded",
            "The messages are longer than any rung can take",
            "No rung of the ladder has a window for these messages. Shorten them."),
    CONTENT_POLICY(
            400,
            Kind.CALLER,
            "content_policy_violation",
            "A provider refused by policy",
            "The refusal is passed on as it came. It is not offered to another provider."),
    PROVIDER_REFUSED(
            400,
            Kind.CALLER,
            "provider_refused",
            "A provider found the request invalid",
            "The status and the error are the provider's own. No other provider was asked: the request itself is wrong."),
    NO_RUNG_FITS(
            400,
            Kind.CALLER,
            "no_rung_fits",
            "No rung can carry the request",
            "It asks for something that no provider format of this route carries. The skipped rungs tell what."),
    UNAUTHORIZED(
            401,
            Kind.CALLER,
            "invalid_api_key",
            "A token is needed",
            "Send the header Authorization: Bearer TOKEN, or x-api-key: TOKEN, with a token this server knows."),
    CONTENTS_NOT_ALLOWED(
            403,
            Kind.CALLER,
            "contents_not_allowed",
            "Exports hold no contents here",
            "Leave contents out, or set incident.contents to true in the configuration of the node that is asked."),
    UNKNOWN_ROUTE(404, Kind.CALLER, "model_not_found", "No such route", "The message lists the routes there are."),
    UNKNOWN_REQUEST(
            404,
            Kind.CALLER,
            "request_not_found",
            "No such request",
            "There is no request of this id, or it is another tenant's."),
    UNKNOWN_PROVIDER(
            404, Kind.CALLER, "provider_not_found", "No such provider", "The message lists the providers there are."),
    NOT_FOUND(
            404,
            Kind.CALLER,
            "not_found",
            "Nothing here",
            "There is nothing at this address. The doors are listed at /docs."),
    METHOD_NOT_ALLOWED(
            405, Kind.CALLER, "method_not_allowed", "The method does not fit", "The header Allow lists the methods."),
    NOT_ACCEPTABLE(
            406,
            Kind.CALLER,
            "not_acceptable",
            "No form you accept",
            "Replies are application/json; or text/event-stream where stream is true. Send one of them, or */*, as Accept."),
    SLOW_REQUEST(
            408,
            Kind.CALLER,
            "request_timeout",
            "The request came too slowly",
            "Headers and body have limits.header-timeout and limits.body-timeout of the configuration to be complete. Nothing was accepted."),
    CANCELLED(
            409,
            Kind.CALLER,
            "request_cancelled",
            "The request was cancelled",
            "It has no answer and will have none. Send a new request."),
    ACTION_REFUSED(
            409,
            Kind.CALLER,
            "action_refused",
            "The breaker cannot do that",
            "The message is the breaker's own: it names the circuit, and why the action does not fit what it is in."),
    BROKEN_STREAM(
            502,
            Kind.SERVER,
            "broken_stream",
            "The stream broke off",
            "What was sent is a part of an answer that no provider finished alike. Send the request again; with its Idempotency-Key, where it had one."),
    ERASED(
            410,
            Kind.CALLER,
            "request_erased",
            "The contents were erased",
            "The request ended, and its prompts and answer were erased since."),
    TOO_LARGE(
            413,
            Kind.CALLER,
            "request_too_large",
            "The body is too large",
            "The limit is limits.body-bytes of the configuration, in bytes. Send less."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            Kind.CALLER,
            "unsupported_media_type",
            "The body is not JSON",
            "Send the header Content-Type: application/json."),
    KEY_REUSED(
            422,
            Kind.CALLER,
            "idempotency_key_reused",
            "The idempotency key belongs to another body",
            "A key names one request for ever. Send the first body again, or a new key."),
    TOO_MANY_STREAMS(
            429,
            Kind.CALLER,
            "too_many_streams",
            "This node has as many streams as it takes",
            "The limit is limits.streams of the configuration. Nothing was accepted: try again after the seconds named by Retry-After, or without stream."),
    OVERLOADED(
            429,
            Kind.CALLER,
            "overloaded",
            "This node has more to do than it can",
            "The request could not be answered before its deadline. Nothing was accepted and nothing was paid for: try again after the seconds named by Retry-After."),
    TOO_MANY_EXPORTS(
            429,
            Kind.CALLER,
            "too_many_exports",
            "This node has as many exports under way as it takes",
            "Nothing was written: try again after the seconds named by Retry-After, or ask another node."),
    HTTP(400, Kind.CALLER, "http_error", "The call cannot be served", "The status and the message tell why."),
    INTERNAL(500, Kind.SERVER, "internal_error", "A fault of this server", "The server's log has the cause."),
    UNAVAILABLE(
            503,
            Kind.SERVER,
            "unavailable",
            "A dependency does not answer",
            "Nothing was accepted and nothing was paid for. Try again after the seconds named by Retry-After."),
    LADDER_EXHAUSTED(
            503,
            Kind.SERVER,
            "ladder_exhausted",
            "No rung could answer",
            "Every rung failed, was skipped, or had no time left. The reasons and the trail of the request tell which and why."),
    LATE(
            504,
            Kind.SERVER,
            "deadline_exceeded",
            "The deadline came first",
            "The request is kept and ends when it can: read it at /v1/requests/{id}.");

    private enum Kind {
        CALLER,
        SERVER
    }

    private final int status;
    private final Kind kind;
    private final String code;
    private final String title;
    private final String meaning;

    ProblemType(int status, Kind kind, String code, String title, String meaning) {
        this.status = status;
        this.kind = kind;
        this.code = code;
        this.title = title;
        this.meaning = meaning;
    }

    public int status() {
        return status;
    }

    /** The code in OpenAI's error shape, and as an extension of the problem document. */
    public String code() {
        return code;
    }

    public String title() {
        return title;
    }

    /** What it means and what to do. */
    public String meaning() {
        return meaning;
    }

    /** The last segment of the type URI, such as {@code unknown-route}. */
    public String slug() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The type in OpenAI's error shape. */
    public String openAiType() {
        return switch (kind) {
            case CALLER -> "invalid_request_error";
            case SERVER -> "server_error";
        };
    }
}
