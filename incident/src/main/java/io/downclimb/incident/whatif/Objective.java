package io.downclimb.incident.whatif;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is better: more requests answered in time; if that is the same, more of them answered by a model, and not by a canned text; then more of them
 * not degraded; then a shorter time to answer (p95); then a lower cost. Without the second goal the quickest ladder would be one that goes straight to
 * its canned text.
 *
 * <ol>
 *   <li>Both worlds are run under the same seeds, and compared seed by seed.
 *   <li>A difference counts where its mean is larger than twice its standard error, and larger than what is worth a change: 0.1 % of the requests for an
 *       answer in time, 0.2 % for a model's, 1 % for one that is not degraded; 1 % of the time or the cost.
 *   <li>The first goal whose difference counts decides. Where none does, neither is better.
 * </ol>
 */
public final class Objective {
    /** The goals in words. */
    public static final String WORDS =
            "answered in time first, then answered by a model, then not degraded, then the time within which 95 % are answered, then cost";

    private static final double ERRORS = 2;

    private Objective() {}

    /**
     * Something to be had more of.
     *
     * @param least what is worth a change
     * @param relative whether that is a part of the value, or a difference of shares
     */
    private record Goal(ToDoubleFunction<Figures> value, double least, boolean relative) {}

    private static final List<Goal> GOALS = List.of(
            new Goal(Figures::inTimeShare, 0.001, false),
            new Goal(Figures::byModelShare, 0.002, false),
            new Goal(Figures::undegradedShare, 0.01, false),
            new Goal(figures -> -(double) figures.answerMs(0.95), 0.01, true),
            new Goal(figures -> -figures.costUsd().doubleValue(), 0.01, true));

    private static final int COST = 4;

    /** Whether one is better than another; both must have been run under the same seeds. */
    public static boolean isBetter(Runs one, Runs other) {
        if (one.figures().size() != other.figures().size()) {
            throw new IllegalArgumentException("worlds are compared over the same seeds");
        }
        boolean priced = isPriced(one) && isPriced(other);
        for (int place = 0; place < (priced ? GOALS.size() : COST); place++) {
            int sign = difference(GOALS.get(place), one.figures(), other.figures());
            if (sign != 0) {
                return sign > 0;
            }
        }
        return false;
    }

    private static boolean isPriced(Runs runs) {
        return runs.figures().stream().allMatch(figures -> figures.unpriced() == 0);
    }

    /** 1 where the first is better, -1 where the second is, 0 where the difference does not count. */
    private static int difference(Goal goal, List<Figures> one, List<Figures> other) {
        int runs = one.size();
        double sum = 0;
        double squares = 0;
        double size = 0;
        for (int run = 0; run < runs; run++) {
            double before = goal.value().applyAsDouble(other.get(run));
            double more = goal.value().applyAsDouble(one.get(run)) - before;
            sum += more;
            squares += more * more;
            size += Math.abs(before);
        }
        double mean = sum / runs;
        double variance = runs < 2 ? 0 : Math.max(0, (squares - runs * mean * mean) / (runs - 1));
        double error = Math.sqrt(variance / runs);
        double least = goal.relative() ? goal.least() * size / runs : goal.least();
        return Math.abs(mean) > Math.max(least, ERRORS * error) ? (int) Math.signum(mean) : 0;
    }
}
