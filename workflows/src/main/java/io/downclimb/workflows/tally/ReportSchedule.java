package io.downclimb.workflows.tally;

/**
 * When a node reports to a breaker: what may decide something as soon as the last report is a second old, successes alone after ten seconds. So
 * a node sends at most one report a second for each provider, whatever its load. Used by one thread.
 */
public final class ReportSchedule {
    private static final long URGENT_MS = 1_000;
    private static final long CALM_MS = 10_000;

    private long lastAt;

    /**
     * Whether a report is due.
     *
     * @param urgent whether there is something that may decide
     * @param now in ms since 1970
     */
    public boolean due(boolean urgent, long now) {
        return left(urgent, now) <= 0;
    }

    /** How long until one would be, in ms; zero or less where one is. A clock that was set back makes none wait. */
    public long left(boolean urgent, long now) {
        return now < lastAt ? 0 : lastAt + (urgent ? URGENT_MS : CALM_MS) - now;
    }

    /** A report went out, or was tried. */
    public void reported(long now) {
        lastAt = now;
    }
}
