package io.downclimb.bench.throughput;

import io.downclimb.bench.Options;
import io.downclimb.bench.contender.MockAlone;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.report.Bars;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.MarkdownTable;
import io.downclimb.bench.report.Spread;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the rounds came to.
 *
 * @param labels of the contenders by name, in the order of the tables
 * @param leftOut who or which turn is missing, with the reason
 * @param liteLlmTrials answers a second by number of workers
 */
public record ThroughputReport(
        Machine machine,
        Options options,
        Map<String, String> labels,
        List<TurnResult> turns,
        Map<String, String> leftOut,
        Map<Integer, Double> liteLlmTrials) {
    private static final List<Integer> MANY = List.of(8, 32, 128);
    private static final List<String> YARDSTICKS =
            List.of("litellm", "portkey", "floor-dev", "floor-dev-activity", "floor-postgres");
    private static final List<String> GROUPS = List.of("service", "Temporal", "Postgres");

    public ThroughputReport {
        leftOut = new TreeMap<>(leftOut);
        liteLlmTrials = new TreeMap<>(liteLlmTrials);
    }

    /** The page. */
    public String text() {
        StringBuilder page = new StringBuilder("# Bench\n\n");
        page.append(machine.text())
                .append(" %d round%s, %d s for each measurement.%s\n"
                        .formatted(
                                options.rounds(),
                                options.rounds() == 1 ? "" : "s",
                                options.seconds(),
                                options.quick() ? " A quick run: its figures mean little." : ""));
        page.append(
                "Each figure is the median over the rounds, with the range in brackets. What is measured and how to read"
                        + " it: [README](../README.md).\n");
        section(
                page,
                "Time for one caller",
                "In ms; *added* is what comes on top of the mock alone in the same round",
                oneCaller());
        section(page, "Many callers", "Answers a second, and the p99 in ms", manyCallers());
        section(
                page,
                "What it takes",
                "CPU in ms for each answer at 32 callers; memory in MiB, the peak (PSS); times in s",
                cost());
        section(
                page,
                "Ratios",
                "Of the row's contender to the column's: added p50 of one caller (less is better) / answers a second at 32"
                        + " callers (more is better)",
                ratios());
        failures(page);
        if (!liteLlmTrials.isEmpty()) {
            page.append("\nLiteLLM's workers, tried once at 32 callers:");
            liteLlmTrials.forEach(
                    (workers, perSecond) -> page.append(" %d: %s/s;".formatted(workers, Spread.number(perSecond, 1))));
            page.append(" the best went on.\n");
        }
        return page.toString();
    }

    /** The plots, as PNG beside the page. */
    public void draw(Path folder) {
        Map<String, List<Double>> throughput = new LinkedHashMap<>();
        Map<String, List<Double>> added = new LinkedHashMap<>();
        labels.forEach((name, label) -> {
            if (name.equals(MockAlone.NAME)) {
                return;
            }
            throughput.put(
                    label,
                    MANY.stream()
                            .map(callers -> rounds().at(name, callers, Reading::perSecond)
                                    .median())
                            .toList());
            added.put(
                    label,
                    List.of(
                            rounds().added(name, Reading::p50).median(),
                            rounds().added(name, Reading::p95).median(),
                            rounds().added(name, Reading::p99).median()));
        });
        if (throughput.isEmpty()) {
            return;
        }
        List<String> callers = MANY.stream().map(many -> many + " callers").toList();
        Bars.draw(
                "Throughput",
                "answers a second",
                Bars.Scale.LOGARITHMIC,
                callers,
                throughput,
                folder.resolve("bench-throughput"));
        Bars.draw(
                "Added time, one caller",
                "ms",
                Bars.Scale.LOGARITHMIC,
                List.of("p50", "p95", "p99"),
                added,
                folder.resolve("bench-latency"));
    }

    private static void section(StringBuilder page, String title, String unit, MarkdownTable table) {
        page.append("\n## ")
                .append(title)
                .append("\n\n")
                .append(unit)
                .append(".\n\n")
                .append(table.text());
    }

    private MarkdownTable oneCaller() {
        MarkdownTable table = new MarkdownTable("", "p50", "p95", "p99", "added p50", "added p95", "added p99");
        labels.forEach((name, label) -> table.row(
                label,
                rounds().at(name, 1, Reading::p50).text(2),
                rounds().at(name, 1, Reading::p95).text(2),
                rounds().at(name, 1, Reading::p99).text(2),
                rounds().added(name, Reading::p50).text(2),
                rounds().added(name, Reading::p95).text(2),
                rounds().added(name, Reading::p99).text(2)));
        return table;
    }

    private MarkdownTable manyCallers() {
        MarkdownTable table = new MarkdownTable("", "8", "p99", "32", "p99", "128", "p99");
        labels.forEach((name, label) -> {
            List<String> cells = new ArrayList<>(List.of(label));
            for (int callers : MANY) {
                cells.add(rounds().at(name, callers, Reading::perSecond).text(1));
                cells.add(rounds().at(name, callers, Reading::p99).text(1));
            }
            table.row(cells);
        });
        return table;
    }

    private MarkdownTable cost() {
        MarkdownTable table = new MarkdownTable(
                "", "CPU", "service", "Temporal", "Postgres", "memory", "cold start", "warm-up", "store's start");
        labels.forEach((name, label) -> {
            List<String> cells = new ArrayList<>(
                    List.of(label, rounds().of(name, turn -> cpu(turn)).text(1)));
            for (String group : GROUPS) {
                cells.add(rounds().of(
                                name,
                                turn -> turn.level(32)
                                        .map(level -> level.cpuMilliseconds(group))
                                        .orElse(Double.NaN))
                        .text(1));
            }
            cells.add(rounds().of(name, ThroughputReport::memory).text(0));
            cells.add(rounds().of(name, turn -> ownProcess(turn, turn.coldStartSeconds()))
                    .text(1));
            cells.add(rounds().of(name, TurnResult::warmUpSeconds).text(0));
            cells.add(rounds().of(name, turn -> turn.storeSeconds() == 0 ? Double.NaN : turn.storeSeconds())
                    .text(1));
            table.row(cells);
        });
        return table;
    }

    private MarkdownTable ratios() {
        List<String> there = YARDSTICKS.stream().filter(labels::containsKey).toList();
        List<String> heads = new ArrayList<>(List.of(""));
        there.forEach(name -> heads.add("to " + labels.get(name)));
        MarkdownTable table = new MarkdownTable(heads.toArray(String[]::new));
        labels.forEach((name, label) -> {
            if (name.equals(MockAlone.NAME)) {
                return;
            }
            List<String> cells = new ArrayList<>(List.of(label));
            for (String yardstick : there) {
                cells.add(rounds().addedRatio(name, yardstick).text(2) + " / "
                        + rounds().throughputRatio(name, yardstick, 32).text(2));
            }
            table.row(cells);
        });
        return table;
    }

    private void failures(StringBuilder page) {
        page.append("\n## Not answered\n\n");
        Map<String, Long> reasons = new TreeMap<>();
        for (TurnResult turn : turns) {
            for (LevelResult level : turn.levels()) {
                String label = labels.getOrDefault(turn.contender(), turn.contender());
                level.reading().refused().forEach((why, count) -> reasons.merge(label + ": " + why, count, Long::sum));
                level.reading().failed().forEach((why, count) -> reasons.merge(label + ": " + why, count, Long::sum));
            }
        }
        if (reasons.isEmpty()) {
            page.append("Every request was answered, with status 200 and the expected words.\n");
        }
        reasons.forEach((why, count) -> page.append("- %s (%d)\n".formatted(why, count)));
        leftOut.forEach((who, why) -> page.append("- Left out: %s, because %s\n".formatted(who, why)));
    }

    private Rounds rounds() {
        return new Rounds(turns);
    }

    private static double cpu(TurnResult turn) {
        return turn.level(32).map(LevelResult::cpuMilliseconds).orElse(Double.NaN);
    }

    /** The mock is part of the bench's own process, so it has no start. */
    private static double ownProcess(TurnResult turn, double figure) {
        return turn.contender().equals(MockAlone.NAME) ? Double.NaN : figure;
    }

    private static double memory(TurnResult turn) {
        return turn.peakMebibytes().isEmpty()
                ? Double.NaN
                : turn.peakMebibytes().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
    }
}
