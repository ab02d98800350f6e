package io.downclimb.workflows.breaker;

/**
 * Good and bad ones within one stretch of time.
 *
 * @param from in ms since 1970
 */
public record Counts(long from, int good, int bad) {
    Counts plus(int moreGood, int moreBad) {
        return new Counts(from, good + moreGood, bad + moreBad);
    }
}
