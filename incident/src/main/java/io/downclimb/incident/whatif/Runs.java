package io.downclimb.incident.whatif;

import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Several runs of the same world, one for each seed.
 *
 * @param grounds of all of them together
 */
public record Runs(List<Figures> figures, Grounds grounds) {
    public Runs {
        figures = List.copyOf(figures);
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one run");
        }
    }

    /** A figure over the runs. */
    public Spread spread(ToDoubleFunction<Figures> figure) {
        return Objects.requireNonNull(Spread.of(figures.stream().mapToDouble(figure)), "there is a run");
    }

    /** The median of a figure over the runs. */
    public double median(ToDoubleFunction<Figures> figure) {
        return spread(figure).median();
    }
}
