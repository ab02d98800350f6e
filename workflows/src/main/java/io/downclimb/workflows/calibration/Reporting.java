package io.downclimb.workflows.calibration;

/** How a detector gets to hear of calls. */
public enum Reporting {
    /** One by one, as they end. */
    EACH,
    /** In batches, as nodes report: each second while something is wrong, every 10 s while all is well. */
    BATCHES;

    static final double SECOND = 1;
    static final int QUIET_SECONDS = 10;
}
