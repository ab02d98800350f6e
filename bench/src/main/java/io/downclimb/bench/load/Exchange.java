package io.downclimb.bench.load;

/**
 * One request and what became of it.
 *
 * @param startedNanos on the clock of {@link System#nanoTime()}; in an open loop, when it should have been sent
 * @param tookNanos until the whole answer was there
 */
public record Exchange(long startedNanos, long tookNanos, Outcome outcome) {}
