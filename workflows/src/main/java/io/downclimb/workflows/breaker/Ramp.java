package io.downclimb.workflows.breaker;

import java.util.List;

/**
 * The way back: a growing share of calls, so that a provider that is not well after all meets few of them.
 *
 * <ol>
 *   <li>After errors 10, 50 and 100 % of the calls, each step for 20 calls or 5 s, whichever is first.
 *   <li>After bad quality 1, 5, 25, 50 and 100 %, each step for 20 calls or 10 s.
 *   <li>A step without any call ends after its time, too: no news is what a quiet hour looks like.
 * </ol>
 *
 * @param step from 0
 * @param from when the step began, in ms since 1970
 * @param calls heard in this step
 */
public record Ramp(Pace pace, int step, long from, int calls) {
    /** The steps. */
    public enum Pace {
        AFTER_ERRORS,
        AFTER_QUALITY;

        List<Double> shares() {
            return switch (this) {
                case AFTER_ERRORS -> List.of(0.10, 0.50, 1.00);
                case AFTER_QUALITY -> List.of(0.01, 0.05, 0.25, 0.50, 1.00);
            };
        }

        long stepMs() {
            return switch (this) {
                case AFTER_ERRORS -> 5_000;
                case AFTER_QUALITY -> 10_000;
            };
        }
    }

    static final int CALLS = 20;

    static Ramp start(Pace pace, long now) {
        return new Ramp(pace, 0, now, 0);
    }

    /** The share of the calls let through (0..1). */
    double share() {
        return pace.shares().get(step);
    }

    long ends() {
        return from + pace.stepMs();
    }

    boolean done(long now) {
        return calls >= CALLS || now >= ends();
    }

    boolean last() {
        return step == pace.shares().size() - 1;
    }

    Ramp heard(int more) {
        return new Ramp(pace, step, from, calls + more);
    }

    Ramp next(long now) {
        return new Ramp(pace, step + 1, now, 0);
    }
}
