package io.downclimb.api.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whether a ladder fits into its deadline: each budget with the reserve, each complete-within with the reserve, and all
 * budgets together with the reserve. Otherwise a rung further down would get less time than it was promised, or none.
 *
 * <p>Rungs that are left out count too, so that a file is right or wrong on every machine alike.
 */
record BudgetCheck(Duration deadline, Duration reserve) {
    void check(Element deadlineAt, List<Hold> holds) {
        List<Hold.Limit> budgets =
                holds.stream().map(Hold::budget).filter(Objects::nonNull).toList();
        List<Hold.Limit> single = new ArrayList<>(budgets);
        holds.stream().map(Hold::completeWithin).filter(Objects::nonNull).forEach(single::add);
        List<Hold.Limit> tooLong = single.stream().filter(this::isTooLong).toList();
        tooLong.forEach(this::tell);
        Duration sum = budgets.stream().map(Hold.Limit::time).reduce(Duration.ZERO, Duration::plus);
        if (tooLong.isEmpty() && isTooLong(sum)) {
            tell(deadlineAt, sum);
        }
    }

    private boolean isTooLong(Hold.Limit limit) {
        return isTooLong(limit.time());
    }

    private boolean isTooLong(Duration time) {
        return time.plus(reserve).compareTo(deadline) > 0;
    }

    private void tell(Hold.Limit limit) {
        limit.at()
                .mistake(
                        Durations.format(limit.time()),
                        "and the reserve of %s exceed the deadline of %s"
                                .formatted(Durations.format(reserve), Durations.format(deadline)),
                        "write at most %s, or a longer deadline".formatted(Durations.format(deadline.minus(reserve))));
    }

    private void tell(Element deadlineAt, Duration sum) {
        Duration needed = sum.plus(reserve);
        deadlineAt.mistake(
                Durations.format(deadline),
                "is shorter than %s: the budgets of the ladder (%s together) and the reserve (%s)"
                        .formatted(Durations.format(needed), Durations.format(sum), Durations.format(reserve)),
                "write a deadline of at least %s, or take %s from the budgets"
                        .formatted(Durations.format(needed), Durations.format(needed.minus(deadline))));
    }
}
