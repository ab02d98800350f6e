package io.downclimb.api.calibrate;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.workflows.breaker.Counts;
import io.downclimb.workflows.calibration.CallRecord;
import io.downclimb.workflows.calibration.ScoreRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Records in a file: a header {@code kind,value} or {@code kind,value,at}, then a line for each call, {@code outcome,ok} or
 * {@code outcome,failed}, and for each score, {@code score,0.75}. Times are in ISO 8601 with a zone. All lines have one, or none has.
 */
final class CsvFile {
    private static final String HEADER = "kind,value";
    private static final String TIMED_HEADER = "kind,value,at";
    private static final double USUAL_BAR = 0.70;
    private static final double USUAL_SAMPLE = 0.05;

    private final boolean timed;
    private final List<Double> scores = new ArrayList<>();
    private final List<ScoreRecord.Given> timedScores = new ArrayList<>();
    private final TreeMap<Long, Counts> calls = new TreeMap<>();

    private CsvFile(boolean timed) {
        this.timed = timed;
    }

    static Evidence read(Path file, Options options) throws CommandFailure {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw CommandFailure.wrongFile("%s cannot be read as a UTF-8 text file: %s"
                    .formatted(file, e.getClass().getSimpleName()));
        }
        String header = lines.isEmpty() ? "" : lines.getFirst().strip();
        if (!header.equals(HEADER) && !header.equals(TIMED_HEADER)) {
            throw CommandFailure.wrongFile("%s, line 1: \"%s\" is not the header%n  fix: begin with \"%s\" or \"%s\""
                    .formatted(file, header, HEADER, TIMED_HEADER));
        }
        CsvFile read = new CsvFile(header.equals(TIMED_HEADER));
        for (int line = 2; line <= lines.size(); line++) {
            String text = lines.get(line - 1).strip();
            if (!text.isEmpty()) {
                read.line(file, line, text);
            }
        }
        return read.evidence(file, options);
    }

    private void line(Path file, int line, String text) throws CommandFailure {
        String[] fields = text.split(",", -1);
        int expected = timed ? 3 : 2;
        if (fields.length != expected) {
            throw wrong(
                    file,
                    line,
                    text,
                    "has %d fields and not %d".formatted(fields.length, expected),
                    timed
                            ? "write kind, value and time: outcome,ok,2026-01-31T12:00:00Z"
                            : "write kind and value: outcome,ok");
        }
        long at = timed ? time(file, line, fields[2].strip()) : 0;
        switch (fields[0].strip()) {
            case "outcome" -> outcome(file, line, fields[1].strip(), at);
            case "score" -> score(file, line, fields[1].strip(), at);
            default -> throw wrong(file, line, fields[0], "is not a kind of record", "write outcome or score");
        }
    }

    private void outcome(Path file, int line, String value, long at) throws CommandFailure {
        boolean isOk = value.equals("ok");
        if (!isOk && !value.equals("failed")) {
            throw wrong(file, line, value, "is not an outcome", "write ok or failed");
        }
        long second = at - Math.floorMod(at, 1_000L);
        calls.merge(second, new Counts(second, isOk ? 1 : 0, isOk ? 0 : 1), CsvFile::sum);
    }

    private void score(Path file, int line, String value, long at) throws CommandFailure {
        double score;
        try {
            score = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            score = Double.NaN;
        }
        if (!(score >= 0 && score <= 1)) {
            throw wrong(file, line, value, "is not a score", "write a number from 0 to 1, such as 0.75");
        }
        scores.add(score);
        timedScores.add(new ScoreRecord.Given(at, score));
    }

    private static long time(Path file, int line, String text) throws CommandFailure {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException e) {
            throw wrong(file, line, text, "is not a time", "write it in ISO 8601 with a zone: 2026-01-31T12:00:00Z");
        }
    }

    private static CommandFailure wrong(Path file, int line, String found, String problem, String fix) {
        return CommandFailure.wrongFile("%s, line %d: \"%s\" %s%n  fix: %s".formatted(file, line, found, problem, fix));
    }

    private Evidence evidence(Path file, Options options) {
        String provider = Objects.requireNonNullElse(options.provider(), "PROVIDER");
        String route = Objects.requireNonNullElse(options.route(), "ROUTE");
        List<CallGroup> callGroups = calls.isEmpty()
                ? List.of()
                : List.of(new CallGroup("errors", provider, null, null, null, callRecord(), Map.of(), 0, null));
        double bar = Objects.requireNonNullElse(options.bar(), USUAL_BAR);
        double sample = Objects.requireNonNullElse(options.sample(), USUAL_SAMPLE);
        List<ScoreGroup> scoreGroups = scores.isEmpty()
                ? List.of()
                : List.of(new ScoreGroup(
                        route, "TIER", provider, null, bar, sample, scoreRecord(bar), answersPerSecond(), null));
        return new Evidence(file.toString(), callGroups, scoreGroups, List.of());
    }

    private CallRecord callRecord() {
        if (timed) {
            return CallRecord.timed(List.copyOf(calls.values()));
        }
        Counts all = calls.firstEntry().getValue();
        return CallRecord.untimed(all.good(), all.bad());
    }

    private ScoreRecord scoreRecord(double bar) {
        return timed ? ScoreRecord.timed(timedScores, bar) : ScoreRecord.untimed(scores);
    }

    /** The calls of the same file, where it has any with times. */
    private double answersPerSecond() {
        return timed && !calls.isEmpty() ? callRecord().perSecond() : 0;
    }

    private static Counts sum(Counts one, Counts other) {
        return new Counts(one.from(), one.good() + other.good(), one.bad() + other.bad());
    }
}
