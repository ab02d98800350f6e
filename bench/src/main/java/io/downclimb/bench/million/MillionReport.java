package io.downclimb.bench.million;

import io.downclimb.bench.Options;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.report.Bars;
import io.downclimb.bench.report.Interval;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.MarkdownTable;
import io.downclimb.bench.report.Spread;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the pairs came to.
 *
 * @param pairs of all rounds, in their order
 * @param holdings of the empty database, then the full one
 */
public record MillionReport(Machine machine, Options options, List<Pair> pairs, List<Holding> holdings) {
    private static final double MOST = 1.10;
    private static final double LEAST = 0.90;
    private static final long SEED = 6;
    private static final List<Time> TIMES =
            List.of(new Time("added p50", Reading::p50), new Time("added mean", Reading::mean));

    public MillionReport {
        pairs = List.copyOf(pairs);
        holdings = List.copyOf(holdings);
    }

    /** The page. */
    public String text() {
        StringBuilder page =
                new StringBuilder("# %s finished requests in the tables\n\n".formatted(grouped(options.requests())));
        page.append(machine.text())
                .append(" %d pairs at one caller and %d at %d, of %d s for each node, in %d round%s.%s\n"
                        .formatted(
                                at(1).size(),
                                at(MillionBench.MANY).size(),
                                MillionBench.MANY,
                                options.seconds(),
                                options.rounds(),
                                options.rounds() == 1 ? "" : "s",
                                options.quick() ? " A quick run: its figures mean little." : ""))
                .append("What is measured and how to read it: [README](../README.md).\n\n")
                .append(verdict())
                .append("\n## Empty and full\n\n")
                .append(
                        "Medians over the pairs, in ms, *added* being what comes on top of the mock alone in the same pair;")
                .append(" the ratio is the median of the pairs' ratios, full to empty.\n\n")
                .append(figures().text())
                .append("\n## By round\n\n")
                .append("Medians of the ratios; in each round both nodes are new processes.\n\n")
                .append(byRound().text())
                .append(sizes());
        notAnswered(page);
        return page.toString();
    }

    /** The plot, as PNG beside the page. */
    public void draw(Path folder) {
        List<String> groups = new ArrayList<>();
        List<Double> empty = new ArrayList<>();
        List<Double> full = new ArrayList<>();
        for (int callers : List.of(1, MillionBench.MANY)) {
            for (Time time : TIMES) {
                groups.add(time.label() + ", " + callers(callers));
                empty.add(median(callers, pair -> pair.addedByEmpty(time.of())));
                full.add(median(callers, pair -> pair.addedByFull(time.of())));
            }
        }
        Map<String, List<Double>> series = new LinkedHashMap<>();
        series.put("empty tables", empty);
        series.put(grouped(options.requests()) + " finished requests", full);
        Bars.draw("Added time", "ms", Bars.Scale.LINEAR, groups, series, folder.resolve("million"));
    }

    private String verdict() {
        Interval ratio = interval(1, pair -> pair.addedRatio(Reading::p50));
        return "**One caller's added p50 is less than 10 %% more with 95 %% confidence: %s** (%s times as long, 95 %%: %s).\n"
                .formatted(yes(ratio.below(MOST)), Spread.number(ratio.middle(), 3), ratio.range(3));
    }

    private MarkdownTable figures() {
        MarkdownTable table = new MarkdownTable("", "empty", "full", "ratio", "95 %", "pairs", "within 10 %");
        for (int callers : List.of(1, MillionBench.MANY)) {
            for (Time time : TIMES) {
                Interval ratio = interval(callers, pair -> pair.addedRatio(time.of()));
                table.row(
                        time.label() + ", " + callers(callers),
                        Spread.number(median(callers, pair -> pair.addedByEmpty(time.of())), 2),
                        Spread.number(median(callers, pair -> pair.addedByFull(time.of())), 2),
                        Spread.number(ratio.middle(), 3),
                        ratio.range(3),
                        Integer.toString(ratio.values()),
                        yes(ratio.below(MOST)));
            }
        }
        Interval ratio = interval(MillionBench.MANY, Pair::throughputRatio);
        return table.row(
                "answers a second, " + callers(MillionBench.MANY),
                Spread.number(median(MillionBench.MANY, pair -> pair.empty().perSecond()), 1),
                Spread.number(median(MillionBench.MANY, pair -> pair.full().perSecond()), 1),
                Spread.number(ratio.middle(), 3),
                ratio.range(3),
                Integer.toString(ratio.values()),
                yes(ratio.above(LEAST)));
    }

    private MarkdownTable byRound() {
        MarkdownTable table = new MarkdownTable(
                "round",
                "added p50, " + callers(1),
                "added p50, " + callers(MillionBench.MANY),
                "answers a second, " + callers(MillionBench.MANY));
        for (int round = 1; round <= options.rounds(); round++) {
            int wanted = round;
            List<Pair> of =
                    pairs.stream().filter(pair -> pair.round() == wanted).toList();
            table.row(
                    Integer.toString(round),
                    median(of, 1, pair -> pair.addedRatio(Reading::p50)).text(3),
                    median(of, MillionBench.MANY, pair -> pair.addedRatio(Reading::p50))
                            .text(3),
                    median(of, MillionBench.MANY, Pair::throughputRatio).text(3));
        }
        return table;
    }

    private String sizes() {
        StringBuilder section = new StringBuilder("\n## The tables\n\n");
        for (Holding holding : holdings) {
            section.append("- `%s`: finished requests %s at first, %s at last; %s MiB with its indexes\n"
                    .formatted(
                            holding.database(),
                            grouped(holding.finishedAtFirst()),
                            grouped(holding.finishedAtLast()),
                            Spread.number(holding.mebibytes(), 0)));
        }
        MarkdownTable table =
                new MarkdownTable("`" + holdings.getLast().database() + "`", "rows", "MiB", "indexes, MiB");
        holdings.getLast().tables().stream()
                .filter(size -> size.rows() > 0)
                .forEach(size -> table.row(
                        size.name(),
                        grouped(size.rows()),
                        Spread.number(size.tableMebibytes(), 1),
                        Spread.number(size.indexMebibytes(), 1)));
        return section.append('\n').append(table.text()).toString();
    }

    private void notAnswered(StringBuilder page) {
        Map<String, Long> reasons = new TreeMap<>();
        for (Pair pair : pairs) {
            count(reasons, "mock", pair.mock());
            count(reasons, "empty", pair.empty());
            count(reasons, "full", pair.full());
        }
        page.append("\n## Not answered by the primary\n\n");
        if (reasons.isEmpty()) {
            page.append("Nothing: %s requests were answered with status 200 and the primary's words.\n"
                    .formatted(grouped(pairs.stream()
                            .mapToLong(pair -> pair.empty().answered()
                                    + pair.full().answered()
                                    + pair.mock().answered())
                            .sum())));
        }
        reasons.forEach((why, count) -> page.append("- %s (%d)\n".formatted(why, count)));
    }

    private static void count(Map<String, Long> reasons, String who, Reading reading) {
        reading.refused().forEach((why, count) -> reasons.merge(who + ": " + why, count, Long::sum));
        reading.failed().forEach((why, count) -> reasons.merge(who + ": " + why, count, Long::sum));
        reading.answeredBy().forEach((by, count) -> {
            if (!by.equals(Setting.PRIMARY)) {
                reasons.merge(who + ": answered by the " + by, count, Long::sum);
            }
        });
    }

    private Interval interval(int callers, ToDoubleFunction<Pair> ratio) {
        return Interval.ofMedian(at(callers).stream().map(ratio::applyAsDouble).toList(), new Random(SEED));
    }

    private double median(int callers, ToDoubleFunction<Pair> figure) {
        return median(pairs, callers, figure).median();
    }

    private static Spread median(List<Pair> of, int callers, ToDoubleFunction<Pair> figure) {
        return Spread.of(of.stream()
                .filter(pair -> pair.callers() == callers)
                .map(figure::applyAsDouble)
                .toList());
    }

    private List<Pair> at(int callers) {
        return pairs.stream().filter(pair -> pair.callers() == callers).toList();
    }

    private static String callers(int callers) {
        return callers == 1 ? "1 caller" : callers + " callers";
    }

    private static String yes(boolean so) {
        return so ? "yes" : "no";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A time that is compared. */
    private record Time(String label, ToDoubleFunction<Reading> of) {}
}
