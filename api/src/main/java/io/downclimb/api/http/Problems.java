package io.downclimb.api.http;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Reply;
import io.downclimb.workflows.activity.ErrorClass;
import org.jspecify.annotations.Nullable;

/** Which problem a refusal, or a reply without an answer, is. */
final class Problems {
    private Problems() {}

    static Problem of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownRoute unknown -> Problem.of(ProblemType.UNKNOWN_ROUTE, unknown.message());
            case Refusal.BadDeadline bad ->
                Problem.at(ProblemType.INVALID_DEADLINE, bad.message(), CallHeaders.DEADLINE);
            case Refusal.KeyReused reused ->
                Problem.at(ProblemType.KEY_REUSED, reused.message(), CallHeaders.IDEMPOTENCY_KEY);
            case Refusal.Overloaded overloaded ->
                Problem.later(ProblemType.OVERLOADED, overloaded.message(), overloaded.retryAfterSeconds());
            case Refusal.Unavailable unavailable -> Problem.of(ProblemType.UNAVAILABLE, unavailable.message());
        };
    }

    /** Why there is no answer to show. */
    static Problem of(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered -> erased(answered);
            case Reply.Failed failed -> of(failed);
            case Reply.Cancelled cancelled -> of(cancelled);
            case Reply.Late late -> of(late);
            case Reply.Pending pending -> late(pending.requestId(), "it is under way");
        };
    }

    private static Problem of(Reply.Cancelled cancelled) {
        return Problem.about(
                ProblemType.CANCELLED,
                "Request " + cancelled.requestId() + " was cancelled: " + cancelled.reason(),
                cancelled.requestId());
    }

    static Problem of(Reply.Late late) {
        return late(late.requestId(), late.reason());
    }

    static Problem late(String requestId, String reason) {
        return Problem.about(
                ProblemType.LATE,
                "Request " + requestId + " has no conclusion yet: " + reason + ". Read it at " + RequestController.PATH
                        + "/" + requestId,
                requestId);
    }

    /**
     * A stream that has begun and will not be finished.
     *
     * @param requestId null where nothing was accepted yet
     * @param ended the request has its conclusion; where it has none and no key, it is cancelled now
     */
    static Problem brokenOff(@Nullable String requestId, String why, boolean keyed, boolean ended) {
        String advice = "The request has been cancelled: send it again";
        if (keyed) {
            advice = "Repeat it with the same Idempotency-Key to get the whole answer";
        } else if (ended) {
            advice = "The request has ended: read its answer at %s/%s".formatted(RequestController.PATH, requestId);
        }
        String whose = requestId == null ? "" : " of request " + requestId;
        String message =
                "The stream%s broke off: %s. What was sent is no whole answer. %s".formatted(whose, why, advice);
        ProblemType type = ProblemType.BROKEN_STREAM;
        return new Problem(type, type.status(), message, null, requestId, null, null);
    }

    /** A stream of which a part was sent, and whose request another rung has answered in the end, in other words. */
    static Problem endedOtherwise(Reply.Answered answered) {
        String id = answered.requestId();
        String message =
                "The stream of request %s broke off, and %s answered in the end, in other words. What was sent is no whole answer. Read the whole one at %s/%s"
                        .formatted(id, answered.label().tier(), RequestController.PATH, id);
        ProblemType type = ProblemType.BROKEN_STREAM;
        return new Problem(type, type.status(), message, null, id, answered.label(), null);
    }

    /** Why a stream of which a part was sent ends without the rest. */
    static Problem broken(Problem why, boolean keyed) {
        String advice = keyed
                ? ". What was sent is no whole answer. Repeat the request with the same Idempotency-Key to learn what came of it"
                : ". What was sent is no whole answer";
        return new Problem(
                why.type(),
                why.status(),
                why.message() + advice,
                why.param(),
                why.requestId(),
                why.label(),
                why.providerError());
    }

    static Problem erased(Reply.Answered answered) {
        return new Problem(
                ProblemType.ERASED,
                ProblemType.ERASED.status(),
                "The contents of request " + answered.requestId() + " were erased",
                null,
                answered.requestId(),
                answered.label(),
                null);
    }

    static Problem of(Reply.Failed failed) {
        return switch (failed.errorClass()) {
            case null -> exhausted(failed, "");
            case CONTENT_POLICY -> provider(failed, ProblemType.CONTENT_POLICY);
            case INVALID_REQUEST ->
                provider(
                        failed,
                        failed.providerStatus() == null ? ProblemType.NO_RUNG_FITS : ProblemType.PROVIDER_REFUSED);
            case CONTEXT_LENGTH -> problem(failed, ProblemType.CONTEXT_LENGTH, 400, providerMessage(failed));
            case OVERLOADED,
                    RATE_LIMITED,
                    QUOTA,
                    AUTH,
                    MODEL_GONE,
                    CONNECT,
                    SILENT,
                    CUT,
                    MALFORMED,
                    LOST_WORKER,
                    REJECTED -> seenOrExhausted(failed, failed.errorClass());
        };
    }

    private static Problem seenOrExhausted(Reply.Failed failed, ErrorClass errorClass) {
        if (failed.providerStatus() != null) {
            return provider(failed, ProblemType.PROVIDER_REFUSED);
        }
        return exhausted(failed, errorClass.name());
    }

    private static Problem exhausted(Reply.Failed failed, String errorClass) {
        if (failed.errorClass() == null && failed.providerStatus() != null) {
            return provider(failed, ProblemType.PROVIDER_REFUSED);
        }
        String met = failed.label().reasons().isEmpty()
                ? errorClass
                : String.join(", ", failed.label().reasons());
        String message = "No rung of route \"" + failed.route() + "\" could answer request " + failed.requestId() + ": "
                + failed.reason() + (met.isEmpty() ? "" : " (met: " + met + ")");
        return problem(failed, ProblemType.LADDER_EXHAUSTED, ProblemType.LADDER_EXHAUSTED.status(), message);
    }

    private static Problem provider(Reply.Failed failed, ProblemType type) {
        int status = requireNonNullElse(failed.providerStatus(), type.status());
        return problem(failed, type, status >= 400 && status <= 599 ? status : 502, providerMessage(failed));
    }

    private static String providerMessage(Reply.Failed failed) {
        @Nullable ObjectNode error = failed.providerError();
        String message = error == null ? "" : error.path("message").asText("");
        return message.isEmpty() ? failed.reason() : message;
    }

    private static Problem problem(Reply.Failed failed, ProblemType type, int status, String message) {
        @Nullable ObjectNode error = failed.providerError();
        @Nullable
        String param = error != null && error.path("param").isTextual()
                ? error.path("param").textValue()
                : null;
        return new Problem(type, status, message, param, failed.requestId(), failed.label(), error);
    }
}
