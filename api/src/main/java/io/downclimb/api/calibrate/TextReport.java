package io.downclimb.api.calibrate;

import io.downclimb.workflows.calibration.CallRecord;
import io.downclimb.workflows.calibration.Delays;
import io.downclimb.workflows.calibration.QualityGrid;
import io.downclimb.workflows.calibration.Tried;
import io.downclimb.workflows.calibration.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The report for people. */
final class TextReport {
    private static final int TROUBLES_SHOWN = 5;
    private static final int WIDTH = 100;

    private final List<String> lines = new ArrayList<>();

    private TextReport() {}

    static String of(Evidence evidence, List<Section> sections, Options options) {
        TextReport report = new TextReport();
        report.lines.add("Read %s.".formatted(evidence.source()));
        report.lines.add(
                "Simulated up to %s of health for each setting, seed %d. Delays in seconds; - is not seen in time."
                        .formatted(Words.days(options.days()), options.seed()));
        if (sections.isEmpty()) {
            report.lines.add("");
            report.lines.add("There are no calls and no scores to go by.");
        }
        for (Section section : sections) {
            report.lines.add("");
            report.lines.add(section.title());
            switch (section) {
                case Section.Calls calls -> report.calls(calls);
                case Section.Quality quality -> report.quality(quality);
                case Section.Unable unable -> report.lines.add("  Not enough to go by: " + unable.why() + ".");
            }
        }
        if (!evidence.left().isEmpty()) {
            report.lines.add("");
            report.lines.add("Left out");
            evidence.left().forEach(line -> report.lines.add("  " + line + "."));
        }
        return String.join(System.lineSeparator(), report.lines) + System.lineSeparator();
    }

    private void calls(Section.Calls section) {
        CallGroup group = section.group();
        CallRecord record = group.calls();
        String calls = group.isErrors() ? "calls" : "answers";
        lines.add("  %s %s; outside of trouble %s %s, simulated with %s"
                .formatted(
                        Words.count(record.calls()),
                        calls,
                        Words.percent(record.share()),
                        group.isErrors() ? "failed" : "were turned down",
                        Words.percent(section.healthyShare())));
        if (!group.classes().isEmpty()) {
            lines.add("  %s: %s".formatted(group.isErrors() ? "failures" : "turned down by", classes(group.classes())));
        }
        if (group.passedOver() > 0) {
            lines.add("  %s no news about health: limits, keys, requests that were wrong"
                    .formatted(Words.counted(group.passedOver(), "further call was", "further calls were")));
        }
        lines.add("  simulated at %s %s a second".formatted(Words.load(section.perSecond()), calls));
        troubles(record.troubles(), group.isErrors() ? "calls failed" : "answers turned down");
        section.warnings().forEach(this::warning);
        callTable(section);
        Tried.Calls proposal = section.proposal();
        if (proposal == null) {
            lines.add("  Nothing tried has at most a tenth of a false trip a day. See why so many fail in health.");
            return;
        }
        lines.add("  %s. 30 %% bad is seen after %s, all bad after %s."
                .formatted(
                        trips(proposal),
                        after(proposal.decisive()),
                        after(proposal.delays().getFirst())));
        yaml(group.provider(), group.detector() + ": " + Words.yaml(proposal.setting(), section.perSecond()));
    }

    private void callTable(Section.Calls section) {
        CallRecord record = section.group().calls();
        Table table = new Table();
        table.row(row("", "false trips", "all bad", "30 % bad").with(record.timed(), "troubles", "other"));
        table.row(row("", "a day", "median / p95", "median / p95").with(record.timed(), "caught", "trips"));
        for (Tried.Calls tried : section.tried()) {
            boolean isPresent = tried.setting().equals(section.group().present());
            Row row = row(
                    name(Words.of(tried.setting(), section.perSecond()), tried.equals(section.proposal()), isPresent),
                    falseTrips(tried),
                    delays(tried));
            CallRecord.Replay replay = tried.replay();
            table.row(
                    replay == null
                            ? row
                            : row.with(
                                    true,
                                    "%d of %d"
                                            .formatted(
                                                    replay.seen(),
                                                    record.troubles().size()),
                                    Words.count(replay.elsewhere())));
        }
        print(table);
    }

    private void quality(Section.Quality section) {
        ScoreGroup group = section.group();
        lines.add("  %s; bar %s, healthy mean %s, standard deviation %s"
                .formatted(
                        Words.counted(group.scores().scores(), "score", "scores"),
                        Words.plain(group.bar()),
                        Words.score(section.mean()),
                        Words.score(section.deviation())));
        if (group.version() != null) {
            lines.add("  of " + group.version());
        }
        lines.add("  simulated at %s answers a second, %s of them judged"
                .formatted(Words.load(section.perSecond()), Words.percent(group.sample())));
        troubles(group.scores().troubles(), "scores below the bar");
        section.warnings().forEach(this::warning);
        qualityTable(section);
        Tried.Quality proposal = section.proposal();
        if (proposal == null) {
            lines.add(
                    "  Nothing tried has at most a tenth of a false trip a day. Lower the bar, or see why scores vary.");
            return;
        }
        lines.add("  %s. A fall to %s is seen after %s."
                .formatted(trips(proposal), fallen(group, QualityGrid.TROUBLES.get(1)), after(proposal.decisive())));
        yaml(group.provider(), "quality: " + Words.yaml(proposal.setting(), section.perSecond()));
    }

    private void qualityTable(Section.Quality section) {
        ScoreGroup group = section.group();
        Table table = new Table();
        table.row(row(
                "",
                "false trips",
                QualityGrid.TROUBLES.stream()
                        .map(below -> "fall to " + fallen(group, below))
                        .toArray(String[]::new)));
        table.row(row(
                "",
                "a day",
                QualityGrid.TROUBLES.stream().map(_ -> "median / p95").toArray(String[]::new)));
        for (Tried.Quality tried : section.tried()) {
            boolean isPresent = tried.setting().equals(group.present());
            table.row(row(
                    name(Words.of(tried.setting(), section.perSecond()), tried.equals(section.proposal()), isPresent),
                    falseTrips(tried),
                    delays(tried)));
        }
        print(table);
    }

    private void troubles(List<Trouble> troubles, String what) {
        troubles.stream()
                .limit(TROUBLES_SHOWN)
                .forEach(trouble -> lines.add("  set aside as trouble: %s to %s UTC, %s of %s %s"
                        .formatted(
                                Words.time(Instant.ofEpochMilli(trouble.from())),
                                Words.time(Instant.ofEpochMilli(trouble.to())).substring(11),
                                Words.count(trouble.bad()),
                                Words.count(trouble.calls()),
                                what)));
        if (troubles.size() > TROUBLES_SHOWN) {
            lines.add("  and %s".formatted(Words.counted(troubles.size() - TROUBLES_SHOWN, "more", "more")));
        }
    }

    private void warning(String text) {
        StringBuilder line = new StringBuilder("  !");
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder("   ");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }

    private void print(Table table) {
        lines.add("");
        table.lines().forEach(line -> lines.add("  " + line));
        lines.add("");
    }

    private void yaml(String provider, String setting) {
        lines.add("");
        lines.add("    providers:");
        lines.add("      %s:".formatted(provider));
        lines.add("        breaker:");
        lines.add("          " + setting);
    }

    private static String classes(Map<String, Long> classes) {
        return classes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(one -> Words.count(one.getValue()) + " " + one.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String fallen(ScoreGroup group, double below) {
        return Words.score(Math.max(0, group.bar() - below));
    }

    private static String name(String setting, boolean isProposal, boolean isPresent) {
        return (isProposal ? "> " : "  ") + setting + (isPresent ? " (now)" : "");
    }

    private static String falseTrips(Tried tried) {
        double perDay = tried.falseTrips().perDay();
        if (tried.falseTrips().trips() == 0) {
            return "0";
        }
        return String.format(Locale.ROOT, perDay < 10 ? "%.2f" : "%,.0f", perDay);
    }

    private static String trips(Tried tried) {
        return "%s in %s"
                .formatted(
                        Words.counted(tried.falseTrips().trips(), "false trip", "false trips"),
                        Words.days(tried.falseTrips().days()));
    }

    private static String after(Delays delays) {
        return "%s s (p95 %s s)".formatted(seconds(delays.median()), seconds(delays.p95()));
    }

    private static String[] delays(Tried tried) {
        return tried.delays().stream()
                .map(one -> seconds(one.median()) + " / " + seconds(one.p95()))
                .toArray(String[]::new);
    }

    private static String seconds(double delay) {
        return Double.isFinite(delay) ? String.format(Locale.ROOT, "%,.0f", delay) : "-";
    }

    private static Row row(String name, String falseTrips, String... more) {
        List<String> cells = new ArrayList<>(List.of(name, falseTrips));
        cells.addAll(List.of(more));
        return new Row(cells);
    }
}
