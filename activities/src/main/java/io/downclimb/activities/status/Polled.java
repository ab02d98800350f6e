package io.downclimb.activities.status;

import io.downclimb.workflows.status.Validator;
import java.net.URI;
import java.util.List;

/** What a poll came to, over all addresses of a page. */
sealed interface Polled {
    /** An address gave a page that can be read; the document does not tell of providers yet. */
    record Answered(URI url, List<Validator> validators, StatusDocument document) implements Polled {}

    /**
     * None did.
     *
     * @param refused whether at least one refused to be asked, rather than failed
     * @param retryAfterMs the longest that one of them wants to be left alone, in ms; 0: none says
     */
    record Unanswered(String why, boolean refused, long retryAfterMs) implements Polled {}
}
