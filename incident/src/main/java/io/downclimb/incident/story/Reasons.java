package io.downclimb.incident.story;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.policy.Rung;

/**
 * Why a failed call was followed by what followed it, in words. The rules are those of the request's workflow (see {@code RetrySchedule} and
 * {@code Climb} there); what was decided is read from the record, and only the reason is found here.
 */
final class Reasons {
    private Reasons() {}

    /** What a class means. */
    static String meaning(ErrorClass errorClass) {
        return switch (errorClass) {
            case OVERLOADED -> "the provider is there and cannot serve";
            case RATE_LIMITED -> "the provider takes no more for now";
            case QUOTA -> "money or quota is gone";
            case AUTH -> "the key is not accepted";
            case MODEL_GONE -> "the provider does not know the model";
            case CONTEXT_LENGTH -> "the prompt is longer than the model's window";
            case CONTENT_POLICY -> "refused by policy, with an error";
            case INVALID_REQUEST -> "the request itself is wrong";
            case CONNECT -> "no call took place";
            case SILENT -> "no first content within the rung's budget";
            case CUT -> "the answer broke off";
            case MALFORMED -> "the answer cannot be parsed";
            case LOST_WORKER -> "the node that made the call was lost; no news about the provider";
            case REJECTED -> "a validator turned the answer down";
        };
    }

    /** Why the same rung was tried again. */
    static String again(Outcome.Failed failure, int retry) {
        ErrorClass errorClass = failure.errorClass();
        if (errorClass == ErrorClass.AUTH || errorClass == ErrorClass.QUOTA) {
            return "%s: the provider's next key is tried, at once".formatted(errorClass);
        }
        return switch (errorClass.again()) {
            case JITTERED ->
                "%s: the wait is drawn at random (jitter), from 0 to %s for retry %d"
                        .formatted(errorClass, Units.time(Math.min(4_000, 250L << Math.min(retry - 1, 10))), retry);
            case AS_HINTED ->
                "%s: the provider asked to wait%s"
                        .formatted(
                                errorClass,
                                failure.retryAfterMs() == null ? "" : " " + Units.time(failure.retryAfterMs()));
            case ONCE, NEVER -> "%s: tried once more, at once".formatted(errorClass);
        };
    }

    /**
     * Why the rung was left.
     *
     * @param times how often this class was met on this rung
     * @param retries how many retries there were on this rung, those with another key not counted
     * @param budgetLeft of the rung, in ms; below 0 where it is over
     */
    static String down(
            Rung.Model rung, AttemptResult result, Outcome.Failed failure, int times, int retries, long budgetLeft) {
        ErrorClass errorClass = failure.errorClass();
        boolean refused = errorClass == ErrorClass.AUTH || errorClass == ErrorClass.QUOTA;
        if (refused && result.otherKeys() == 0) {
            return "%s, and %s has no other key that is not known to be refused: this provider is not asked again"
                    .formatted(errorClass, rung.provider());
        }
        if (retries >= rung.retries() && errorClass.again() != ErrorClass.Again.NEVER) {
            return rung.retries() == 0
                    ? "%s, and the rung allows no retry".formatted(errorClass)
                    : "%s, and all retries of the rung are spent (%d)".formatted(errorClass, rung.retries());
        }
        return switch (errorClass.again()) {
            case NEVER -> never(rung, failure);
            case ONCE ->
                times > 1
                        ? "%s again, and this class is tried once more only".formatted(errorClass)
                        : "%s, and the rung's budget was exhausted".formatted(errorClass);
            case JITTERED ->
                "%s, and the wait before a retry would not have ended within the rung's budget (%s left)"
                        .formatted(errorClass, left(budgetLeft));
            case AS_HINTED -> {
                Long hint = failure.retryAfterMs();
                yield hint == null
                        ? "%s, and the provider did not say how long to wait".formatted(errorClass)
                        : "%s: the wait that was asked for (%s) and the usual time to first content (%s) do not fit what was left of the rung's budget (%s)"
                                .formatted(
                                        errorClass, Units.time(hint), Units.time(result.usualMs()), left(budgetLeft));
            }
        };
    }

    private static String never(Rung.Model rung, Outcome.Failed failure) {
        ErrorClass errorClass = failure.errorClass();
        return switch (errorClass) {
            case SILENT ->
                failure.detail().equals(Outcome.Failed.NOT_SENT)
                        ? "no time was left to send it when its turn came"
                        : "SILENT: this request does not ask %s again".formatted(rung.provider());
            case MODEL_GONE -> "MODEL_GONE: this request does not ask for %s again".formatted(rung.model());
            case CONTEXT_LENGTH -> "CONTEXT_LENGTH: only a rung with a larger window, or one not declared, may try";
            case LOST_WORKER -> "LOST_WORKER: the call may have been made, so it is not made again on this rung";
            case QUOTA, AUTH ->
                "%s: this key is refused, and the next one did not fit the rung's budget".formatted(errorClass);
            case CONTENT_POLICY, INVALID_REQUEST, OVERLOADED, RATE_LIMITED, CONNECT, CUT, MALFORMED, REJECTED ->
                "%s is not tried again".formatted(errorClass);
        };
    }

    private static String left(long budgetLeft) {
        return budgetLeft <= 0 ? "nothing" : Units.time(budgetLeft);
    }
}
