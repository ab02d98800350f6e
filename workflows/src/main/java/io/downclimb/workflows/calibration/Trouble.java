package io.downclimb.workflows.calibration;

/**
 * A stretch of the record in which all was not well.
 *
 * @param from in ms since 1970
 * @param to in ms since 1970
 */
public record Trouble(long from, long to, int calls, int bad) {
    Trouble joined(Trouble next) {
        return new Trouble(from, next.to, calls + next.calls, bad + next.bad);
    }
}
