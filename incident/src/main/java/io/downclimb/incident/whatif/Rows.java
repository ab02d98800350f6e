package io.downclimb.incident.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lines of a comparison: each figure as recorded, and over the runs. */
final class Rows {
    private static final int TRIPS_SHOWN = 3;
    private static final double MS_A_SECOND = 1_000;

    private final Comparison comparison;
    private final List<Row> rows = new ArrayList<>();

    Rows(Comparison comparison) {
        this.comparison = comparison;
    }

    List<Row> all() {
        count("requests", "requests", Figures::requests);
        share("in-time", "answered in time", Figures::inTimeShare);
        share("late", "answered late", figures -> figures.share(figures.late()));
        share("failed", "not answered", figures -> figures.share(figures.failed()));
        for (String tier : names(figures -> figures.tiers().keySet())) {
            share("tier." + tier, "answered by " + tier, figures -> figures.tierShare(tier));
        }
        share("degraded", "degraded", figures -> figures.share(figures.degraded()));
        count("cancelled", "cancelled by callers", Figures::cancelled);
        add("answer-ms.p50", "time to answer, p50", Row.Unit.MS, figures -> (double) figures.answerMs(0.5));
        add("answer-ms.p95", "time to answer, p95", Row.Unit.MS, figures -> (double) figures.answerMs(0.95));
        add("answer-ms.p99", "time to answer, p99", Row.Unit.MS, figures -> (double) figures.answerMs(0.99));
        for (String provider : names(figures -> figures.calls().keySet())) {
            count(
                    "calls." + provider,
                    "calls to " + provider,
                    figures -> calls(figures, provider).made());
            count(
                    "failed-calls." + provider,
                    "  of them failed",
                    figures -> calls(figures, provider).failed());
        }
        for (String circuit : names(figures -> figures.tripsByCircuit().keySet())) {
            trips(circuit);
        }
        add("cost-usd", "cost", Row.Unit.USD, figures -> figures.costUsd().doubleValue());
        count("unpriced", "answered calls of unknown cost", Figures::unpriced);
        return List.copyOf(rows);
    }

    private static Figures.Calls calls(Figures figures, String provider) {
        return figures.calls().getOrDefault(provider, new Figures.Calls(0, 0));
    }

    private void trips(String circuit) {
        String key = "trips." + circuit.replace(' ', '.');
        count(key, "trips of " + circuit, figures -> ofCircuit(figures, circuit).size());
        int most = everything()
                .mapToInt(figures -> ofCircuit(figures, circuit).size())
                .max()
                .orElse(0);
        for (int place = 0; place < Math.min(most, TRIPS_SHOWN); place++) {
            int number = place;
            String one = key + "." + (place + 1);
            add(
                    one + ".at",
                    "  trip %d, at".formatted(place + 1),
                    Row.Unit.OFFSET,
                    figures -> trip(figures, circuit, number, trip -> (trip.at() - comparison.from()) / MS_A_SECOND));
            add(
                    one + ".after-ms",
                    "    after its first failed call",
                    Row.Unit.MS,
                    figures -> trip(figures, circuit, number, trip -> asDouble(trip.afterMs())));
            add(
                    one + ".back-after-ms",
                    "    closed again after",
                    Row.Unit.MS,
                    figures -> trip(figures, circuit, number, trip -> asDouble(trip.backAfterMs())));
        }
    }

    private static @Nullable Double asDouble(@Nullable Long value) {
        return value == null ? null : Double.valueOf(value);
    }

    private static List<Trip> ofCircuit(Figures figures, String circuit) {
        return figures.tripsByCircuit().getOrDefault(circuit, List.of());
    }

    private static @Nullable Double trip(
            Figures figures, String circuit, int number, Function<Trip, @Nullable Double> what) {
        List<Trip> trips = ofCircuit(figures, circuit);
        return number < trips.size() ? what.apply(trips.get(number)) : null;
    }

    private Set<String> names(Function<Figures, Set<String>> of) {
        Set<String> names = new TreeSet<>();
        everything().forEach(figures -> names.addAll(of.apply(figures)));
        return names;
    }

    private Stream<Figures> everything() {
        Runs changed = comparison.changed();
        return Stream.of(
                        Stream.of(comparison.recorded()),
                        comparison.unchanged().figures().stream(),
                        changed == null ? Stream.<Figures>empty() : changed.figures().stream())
                .flatMap(Function.identity());
    }

    private void share(String key, String words, ToDoubleFunction<Figures> of) {
        add(key, words, Row.Unit.SHARE, of::applyAsDouble);
    }

    private void count(String key, String words, ToDoubleFunction<Figures> of) {
        add(key, words, Row.Unit.COUNT, of::applyAsDouble);
    }

    private void add(String key, String words, Row.Unit unit, Function<Figures, @Nullable Double> of) {
        Runs changed = comparison.changed();
        rows.add(new Row(
                key,
                words,
                unit,
                of.apply(comparison.recorded()),
                spread(comparison.unchanged(), of),
                changed == null ? null : spread(changed, of)));
    }

    private static @Nullable Spread spread(Runs runs, Function<Figures, @Nullable Double> of) {
        return Spread.of(
                runs.figures().stream().map(of).filter(Objects::nonNull).mapToDouble(Double::doubleValue));
    }
}
