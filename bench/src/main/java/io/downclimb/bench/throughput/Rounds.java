package io.downclimb.bench.throughput;

import io.downclimb.bench.contender.MockAlone;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.report.Spread;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The figures of all turns, over the rounds. What compares two contenders compares their turns of the same round. */
record Rounds(List<TurnResult> turns) {
    /** A figure of one contender's turns. */
    Spread of(String name, ToDoubleFunction<TurnResult> figure) {
        return Spread.of(turns.stream()
                .filter(turn -> turn.contender().equals(name))
                .map(figure::applyAsDouble)
                .toList());
    }

    /** A figure of one contender at so many callers. */
    Spread at(String name, int callers, ToDoubleFunction<Reading> figure) {
        return of(name, turn -> at(turn, callers, figure));
    }

    /** What comes on top of the mock alone, for one caller. */
    Spread added(String name, ToDoubleFunction<Reading> figure) {
        return name.equals(MockAlone.NAME) ? Spread.of(List.of()) : of(name, turn -> added(turn, figure));
    }

    /** Added p50 of one caller, to another contender's. */
    Spread addedRatio(String name, String yardstick) {
        return of(
                name,
                turn -> other(turn, yardstick)
                        .map(that -> added(turn, Reading::p50) / added(that, Reading::p50))
                        .orElse(Double.NaN));
    }

    /** Answers a second at so many callers, to another contender's. */
    Spread throughputRatio(String name, String yardstick, int callers) {
        return of(
                name,
                turn -> other(turn, yardstick)
                        .map(that -> at(turn, callers, Reading::perSecond) / at(that, callers, Reading::perSecond))
                        .orElse(Double.NaN));
    }

    private double added(TurnResult turn, ToDoubleFunction<Reading> figure) {
        return other(turn, MockAlone.NAME)
                .map(mock -> at(turn, 1, figure) - at(mock, 1, figure))
                .orElse(Double.NaN);
    }

    private static double at(TurnResult turn, int callers, ToDoubleFunction<Reading> figure) {
        return turn.level(callers)
                .map(level -> figure.applyAsDouble(level.reading()))
                .orElse(Double.NaN);
    }

    private Optional<TurnResult> other(TurnResult turn, String name) {
        return turns.stream()
                .filter(one -> one.round() == turn.round() && one.contender().equals(name))
                .findFirst();
    }
}
