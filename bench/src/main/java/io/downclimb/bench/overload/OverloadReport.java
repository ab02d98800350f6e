package io.downclimb.bench.overload;

import io.downclimb.bench.report.Bars;
import io.downclimb.bench.report.Interval;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.MarkdownTable;
import io.downclimb.bench.report.Spread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What overload came to.
 *
 * @param measured of each step, without the time before it
 * @param steps by contender's label
 * @param laps by contender's label
 */
public record OverloadReport(
        Machine machine,
        Duration deadline,
        Duration measured,
        Map<String, List<StepResult>> steps,
        Map<String, List<OverloadLap>> laps) {
    private static final long SEED = 6;

    /** The page. */
    public String text() {
        StringBuilder page = new StringBuilder("# Overload\n\n");
        page.append(machine.text())
                .append(
                        " Deadline %d ms; %d s for each step, after %1$d ms of the same load. *Goodput*: answers with status 200"
                                        .formatted(deadline.toMillis(), measured.toSeconds())
                                + " within the deadline, a second, in all / by a call to a provider / by the last rung.\n");
        steps.forEach((label, results) -> {
            page.append("\n## ").append(label).append('\n');
            for (long delay : delays(results)) {
                List<StepResult> of = of(results, delay);
                page.append("\nThe provider answers ")
                        .append(delay == 0 ? "at once" : "after " + delay + " ms")
                        .append(".\n\n")
                        .append(table(of).text())
                        .append('\n')
                        .append(atTwice(of))
                        .append(lapByLap(laps.getOrDefault(label, List.of()).stream()
                                .filter(lap -> lap.capacity().delayMilliseconds() == delay)
                                .toList()));
            }
            page.append(notAnswered(results));
        });
        return page.toString();
    }

    /** The plot, as PNG beside the page. */
    public void draw(Path folder) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        List<Double> factors = List.of(1.0, 1.5, 2.0, 3.0);
        steps.forEach((label, results) -> {
            for (long delay : delays(results)) {
                for (String loop : List.of("open", "closed")) {
                    series.put(
                            "%s, %s loop, provider %d ms".formatted(label, loop, delay),
                            factors.stream()
                                    .map(factor -> at(of(results, delay), loop, factor, StepResult::goodput))
                                    .toList());
                }
            }
        });
        if (!series.isEmpty()) {
            List<String> groups = factors.stream()
                    .map(factor -> Spread.number(factor, 1) + " ×")
                    .toList();
            Bars.draw(
                    "Goodput beyond capacity",
                    "answers a second",
                    Bars.Scale.LINEAR,
                    groups,
                    series,
                    folder.resolve("overload"));
        }
    }

    private static MarkdownTable table(List<StepResult> results) {
        MarkdownTable table = new MarkdownTable(
                "load",
                "× capacity",
                "sent/s",
                "goodput/s",
                "by calls/s",
                "last rung/s",
                "refused",
                "late",
                "failed",
                "p50 ms",
                "p99 ms");
        for (StepResult step : results) {
            table.row(
                    step.loop().equals("open")
                            ? "open, " + Spread.number(step.load(), 1) + "/s"
                            : "closed, " + Spread.number(step.load(), 0) + " callers",
                    step.factor() == 0 ? "capacity" : Spread.number(step.factor(), 1),
                    Spread.number(step.all().sent() / step.all().seconds(), 1),
                    Spread.number(step.goodput(), 1),
                    Spread.number(step.goodputByCalls(), 1),
                    Spread.number(step.goodputOfLastRung(), 1),
                    Long.toString(step.refused()),
                    Long.toString(step.late()),
                    Long.toString(step.failed()),
                    Spread.number(step.all().p50(), 0),
                    Spread.number(step.all().p99(), 0));
        }
        return table;
    }

    /** The peak is the most of any step, so a good step at capacity cannot flatter the ratio; but they are minutes apart. */
    private static String atTwice(List<StepResult> results) {
        double peak = most(results, StepResult::goodput);
        return "At twice the capacity, of the highest of these steps (%s/s): open loop %s, closed loop %s.\n"
                .formatted(
                        Spread.number(peak, 1),
                        Spread.number(at(results, "open", 2, StepResult::goodput) / peak, 2),
                        Spread.number(at(results, "closed", 2, StepResult::goodput) / peak, 2));
    }

    private static String lapByLap(List<OverloadLap> laps) {
        if (laps.isEmpty()) {
            return "";
        }
        MarkdownTable table = new MarkdownTable(
                "lap", "at capacity/s", "2 ×, open/s", "2 ×, closed/s", "late", "failed", "highest p99 ms");
        for (int number = 0; number < laps.size(); number++) {
            OverloadLap lap = laps.get(number);
            List<StepResult> all = List.of(lap.capacity(), lap.open(), lap.closed());
            table.row(
                    Integer.toString(number + 1),
                    Spread.number(lap.capacity().goodput(), 1),
                    Spread.number(lap.open().goodput(), 1),
                    Spread.number(lap.closed().goodput(), 1),
                    Long.toString(all.stream().mapToLong(StepResult::late).sum()),
                    Long.toString(all.stream().mapToLong(StepResult::failed).sum()),
                    Spread.number(most(all, step -> step.all().p99()), 0));
        }
        return "\nLap by lap, within the same minute:\n\n%s\n**Goodput at twice the capacity, of that at capacity in the same lap: open loop %s, closed loop %s** (median, 95 %% confidence).\n"
                .formatted(table.text(), ratio(laps, OverloadLap::openRatio), ratio(laps, OverloadLap::closedRatio));
    }

    private static String ratio(List<OverloadLap> laps, ToDoubleFunction<OverloadLap> of) {
        Interval interval =
                Interval.ofMedian(laps.stream().map(of::applyAsDouble).toList(), new Random(SEED));
        return "%s (%s)".formatted(Spread.number(interval.middle(), 2), interval.range(2));
    }

    private static String notAnswered(List<StepResult> results) {
        Map<String, Long> reasons = new TreeMap<>();
        for (StepResult step : results) {
            step.all().refused().forEach((why, count) -> reasons.merge(why, count, Long::sum));
            step.all().failed().forEach((why, count) -> reasons.merge(why, count, Long::sum));
        }
        if (reasons.isEmpty()) {
            return "\nEvery request was answered.\n";
        }
        StringBuilder lines = new StringBuilder("\nNot answered, over all steps:\n\n");
        reasons.forEach((why, count) -> lines.append("- %s (%d)\n".formatted(why, count)));
        return lines.toString();
    }

    private static double at(
            List<StepResult> results, String loop, double factor, ToDoubleFunction<StepResult> figure) {
        return results.stream()
                .filter(step -> step.loop().equals(loop) && step.factor() == factor)
                .mapToDouble(figure)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double most(List<StepResult> results, ToDoubleFunction<StepResult> figure) {
        return results.stream().mapToDouble(figure).max().orElse(Double.NaN);
    }

    private static List<Long> delays(List<StepResult> results) {
        return results.stream().map(StepResult::delayMilliseconds).distinct().toList();
    }

    private static List<StepResult> of(List<StepResult> results, long delay) {
        return results.stream()
                .filter(step -> step.delayMilliseconds() == delay)
                .toList();
    }
}
