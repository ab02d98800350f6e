package io.downclimb.bench.incident;

import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.report.Bars;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.MarkdownTable;
import io.downclimb.bench.report.Spread;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the incident did to each gateway.
 *
 * @param gateways by label: a result for each phase of the script
 * @param leftOut who is missing, with the reason
 */
public record IncidentReport(
        Machine machine, IncidentScript script, Map<String, List<PhaseResult>> gateways, Map<String, String> leftOut) {
    /** The page. */
    public String text() {
        StringBuilder page = new StringBuilder("# Incident\n\n");
        page.append(machine.text())
                .append(
                        " %s requests a second arrive for %d s, at the same moments for each gateway; a caller waits %d s.\n"
                                .formatted(
                                        Spread.number(script.perSecond(), 0),
                                        script.length().toSeconds(),
                                        script.deadline().toSeconds()))
                .append(
                        "All are set to one call to the primary for at most 8 s, then one to the secondary, which is well"
                                + " throughout: [README](../README.md). A request counts for the phase in which it arrived.\n");
        table(
                page,
                "Answered within the deadline",
                "Share of the requests, in %.",
                phase -> Spread.number(phase.inTimeShare() * 100, 1));
        table(page, "Time to answer", "p50 / p95 / max of the answered, in s.", IncidentReport::times);
        table(page, "Who answered", "Primary / secondary / nobody, in requests.", IncidentReport::who);
        table(
                page,
                "Calls to the primary",
                "That arrived there during the phase.",
                phase -> Long.toString(phase.callsToPrimary()));
        returns(page);
        notAnswered(page);
        return page.toString();
    }

    /** The plot, as PNG beside the page. */
    public void draw(Path folder) {
        if (gateways.isEmpty()) {
            return;
        }
        List<String> phases = script.phases().stream().map(Phase::name).toList();
        Bars.draw(
                "Time to answer in an incident, p95",
                "s",
                Bars.Scale.LINEAR,
                phases,
                series(phase -> phase.reading().p95() / 1_000),
                folder.resolve("incident-p95"));
        Bars.draw(
                "Calls to the primary in an incident",
                "calls",
                Bars.Scale.LINEAR,
                phases,
                series(phase -> (double) phase.callsToPrimary()),
                folder.resolve("incident-calls"));
    }

    private Map<String, List<Double>> series(Function<PhaseResult, Double> figure) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        gateways.forEach(
                (label, phases) -> series.put(label, phases.stream().map(figure).toList()));
        return series;
    }

    private void table(StringBuilder page, String title, String unit, Function<PhaseResult, String> cell) {
        MarkdownTable table = new MarkdownTable(heads());
        for (int phase = 0; phase < script.phases().size(); phase++) {
            row(table, phase, cell);
        }
        page.append("\n## ")
                .append(title)
                .append("\n\n")
                .append(unit)
                .append("\n\n")
                .append(table.text());
    }

    /** Only phases that follow a broken one can say how long the return took. */
    private void returns(StringBuilder page) {
        MarkdownTable table = new MarkdownTable(heads());
        for (int phase = 1; phase < script.phases().size(); phase++) {
            if (script.phases().get(phase - 1).broken()
                    && !script.phases().get(phase).broken()) {
                long length = script.phases().get(phase).length().toSeconds();
                row(
                        table,
                        phase,
                        result -> Double.isNaN(result.returnSeconds())
                                ? "not in " + length
                                : Spread.number(result.returnSeconds(), 1));
            }
        }
        page.append("\n## The primary's return\n\nFrom its recovery to its first answer, in s.\n\n")
                .append(table.text());
    }

    private void notAnswered(StringBuilder page) {
        page.append("\n## Not answered\n\n");
        StringBuilder lines = new StringBuilder();
        gateways.forEach((label, phases) -> phases.forEach(phase -> {
            phase.reading().refused().forEach((why, count) -> line(lines, label, phase, why, count));
            phase.reading().failed().forEach((why, count) -> line(lines, label, phase, why, count));
        }));
        leftOut.forEach((who, why) -> lines.append("- Left out: %s, because %s\n".formatted(who, why)));
        page.append(lines.isEmpty() ? "Every request was answered, with status 200 and the expected words.\n" : lines);
    }

    private static void line(StringBuilder lines, String label, PhaseResult phase, String why, long count) {
        lines.append("- %s, %s: %s (%d)\n".formatted(label, phase.phase(), why, count));
    }

    private void row(MarkdownTable table, int phase, Function<PhaseResult, String> cell) {
        List<String> cells = new ArrayList<>(List.of(script.phases().get(phase).name()));
        gateways.values().forEach(phases -> cells.add(cell.apply(phases.get(phase))));
        table.row(cells);
    }

    private String[] heads() {
        List<String> heads = new ArrayList<>(List.of(""));
        heads.addAll(gateways.keySet());
        return heads.toArray(String[]::new);
    }

    private static String times(PhaseResult phase) {
        return "%s / %s / %s"
                .formatted(
                        Spread.number(phase.reading().p50() / 1_000, 3),
                        Spread.number(phase.reading().p95() / 1_000, 3),
                        Spread.number(phase.reading().max() / 1_000, 3));
    }

    private static String who(PhaseResult phase) {
        return "%d / %d / %d"
                .formatted(
                        phase.reading().answeredBy().getOrDefault(Setting.PRIMARY, 0L),
                        phase.reading().answeredBy().getOrDefault(Setting.SECONDARY, 0L),
                        phase.reading().notAnswered());
    }
}
