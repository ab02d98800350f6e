package io.downclimb.activities.status;

import io.downclimb.workflows.status.Validator;

/** What came of asking an address. */
sealed interface Fetched {
    /** A body, and what its version is called. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(byte[] bytes, Validator validator) implements Fetched {}

    /** It is what it was. */
    record NotModified() implements Fetched {}

    /**
     * It wants to be left alone.
     *
     * @param retryAfterMs for how long; 0: it does not say
     */
    record Refused(int status, long retryAfterMs) implements Fetched {}

    /** Nothing that can be used: silence, a broken connection, too much. */
    record Nothing(String why) implements Fetched {}
}
