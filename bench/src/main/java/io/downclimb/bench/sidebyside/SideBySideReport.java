package io.downclimb.bench.sidebyside;

import io.downclimb.bench.Options;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.report.Interval;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.MarkdownTable;
import io.downclimb.bench.report.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the laps came to.
 *
 * @param labels of the contenders, by name, in their order; ratios are of the first to the others
 * @param laps of all rounds, in their order
 * @param leftOut by label, with the reason
 */
public record SideBySideReport(
        Machine machine, Options options, Map<String, String> labels, List<Lap> laps, Map<String, String> leftOut) {
    private static final long SEED = 6;

    public SideBySideReport {
        labels = new LinkedHashMap<>(labels);
        laps = List.copyOf(laps);
        leftOut = new TreeMap<>(leftOut);
    }

    /** The page. */
    public String text() {
        StringBuilder page = new StringBuilder("# Side by side\n\n")
                .append(machine.text())
                .append(" %d laps at one caller and %d at %d, of %d s for each contender, in %d round%s.%s\n"
                        .formatted(
                                at(1).size(),
                                at(SideBySideBench.MANY).size(),
                                SideBySideBench.MANY,
                                options.seconds(),
                                options.rounds(),
                                options.rounds() == 1 ? "" : "s",
                                options.quick() ? " A quick run: its figures mean little." : ""))
                .append("What is measured and how to read it: [README](../README.md).\n\n")
                .append("Medians over the laps, *added* being what comes on top of the mock alone in the same lap.\n\n")
                .append(figures().text());
        if (labels.size() > 1) {
            page.append(
                            "\n## %s to the others\n\n%s\n\n"
                                    .formatted(
                                            labels.values().iterator().next(),
                                            options.rounds() == 1
                                                    ? "Medians of the laps' ratios, with their 95 % confidence. It is that of one process each: others may differ by more."
                                                    : "Of each round the median of its laps' ratios; of the rounds the geometric mean, with its 95 % confidence."))
                    .append(ratios().text());
            if (options.rounds() > 1) {
                page.append("\nRound by round:\n\n").append(rounds().text());
            }
        }
        leftOut.forEach((label, reason) ->
                page.append("\nLeft out: ").append(label).append(": ").append(reason));
        long lost = laps.stream()
                .flatMap(lap -> lap.readings().values().stream())
                .mapToLong(Reading::notAnswered)
                .sum();
        return page.append(lost == 0 ? "\nEverything was answered.\n" : "\nNot answered: %d.\n".formatted(lost))
                .toString();
    }

    private MarkdownTable figures() {
        MarkdownTable table = new MarkdownTable(
                "",
                "added p50, 1 caller, ms",
                "added p95, 1 caller, ms",
                "answers/s, %d callers".formatted(SideBySideBench.MANY),
                "p50, %d callers, ms".formatted(SideBySideBench.MANY));
        labels.forEach((name, label) -> table.row(
                label,
                spread(1, lap -> lap.added(name, Reading::p50)).text(1),
                spread(1, lap -> lap.added(name, Reading::p95)).text(1),
                spread(SideBySideBench.MANY, lap -> lap.perSecond(name)).text(0),
                spread(SideBySideBench.MANY, lap -> lap.added(name, Reading::p50))
                        .text(0)));
        return table;
    }

    private MarkdownTable ratios() {
        String mine = labels.keySet().iterator().next();
        MarkdownTable table = new MarkdownTable(
                "to", "added p50, 1 caller", "95 %", "answers/s, %d callers".formatted(SideBySideBench.MANY), "95 %");
        labels.entrySet().stream().skip(1).forEach(other -> {
            Interval time = interval(1, lap -> lap.addedRatio(mine, other.getKey(), Reading::p50));
            Interval throughput = interval(SideBySideBench.MANY, lap -> lap.throughputRatio(mine, other.getKey()));
            table.row(
                    other.getValue(),
                    Spread.number(time.middle(), 2),
                    time.range(2),
                    Spread.number(throughput.middle(), 2),
                    throughput.range(2));
        });
        return table;
    }

    private MarkdownTable rounds() {
        String mine = labels.keySet().iterator().next();
        List<String> head = new ArrayList<>(List.of("to", "of"));
        IntStream.rangeClosed(1, options.rounds()).forEach(round -> head.add(Integer.toString(round)));
        MarkdownTable table = new MarkdownTable(head.toArray(String[]::new));
        labels.entrySet().stream().skip(1).forEach(other -> {
            row(
                    table,
                    other.getValue(),
                    "added p50, 1 caller",
                    1,
                    lap -> lap.addedRatio(mine, other.getKey(), Reading::p50));
            row(
                    table,
                    other.getValue(),
                    "answers/s, %d callers".formatted(SideBySideBench.MANY),
                    SideBySideBench.MANY,
                    lap -> lap.throughputRatio(mine, other.getKey()));
        });
        return table;
    }

    private void row(MarkdownTable table, String other, String figure, int callers, ToDoubleFunction<Lap> ratio) {
        Map<Integer, List<Double>> known = byRound(callers, ratio);
        List<String> row = new ArrayList<>(List.of(other, figure));
        IntStream.rangeClosed(1, options.rounds())
                .mapToObj(round -> Spread.of(known.getOrDefault(round, List.of())))
                .forEach(round -> row.add(Spread.number(round.median(), 2)));
        table.row(row);
    }

    private Interval interval(int callers, ToDoubleFunction<Lap> ratio) {
        return Interval.ofRounds(byRound(callers, ratio).values(), new Random(SEED));
    }

    private Map<Integer, List<Double>> byRound(int callers, ToDoubleFunction<Lap> ratio) {
        return at(callers).stream()
                .collect(Collectors.groupingBy(
                        Lap::round, TreeMap::new, Collectors.mapping(ratio::applyAsDouble, Collectors.toList())));
    }

    private Spread spread(int callers, ToDoubleFunction<Lap> figure) {
        return Spread.of(at(callers).stream().map(figure::applyAsDouble).toList());
    }

    private List<Lap> at(int callers) {
        return laps.stream().filter(lap -> lap.callers() == callers).toList();
    }
}
