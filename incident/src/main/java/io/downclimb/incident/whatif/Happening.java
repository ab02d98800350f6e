package io.downclimb.incident.whatif;

import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.status.StatusNews;

/** What a breaker is told from outside, whatever the policy. */
sealed interface Happening {
    String provider();

    /** In ms since 1970. */
    long at();

    /** A status page was read. */
    record Page(String provider, long at, StatusNews news) implements Happening {}

    /** An operator said something. */
    record Word(String provider, long at, OperatorAction action) implements Happening {}
}
