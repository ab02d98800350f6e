package io.downclimb.incident.outside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When requests arrived somewhere, and how large they were: a CSV file with the columns {@code arrived_at,input_tokens,output_tokens} and, where
 * wanted, {@code route}. Azure's LLM inference traces ({@code TIMESTAMP,ContextTokens,GeneratedTokens}) and BurstGPT
 * ({@code Timestamp,…,Request tokens,Response tokens,…}) are read as they are.
 *
 * @param requests in the order of their arrival; at least one
 * @param isAbsolute whether times are ms since 1970; else since the file's beginning
 * @param notes what was changed in reading, in words
 */
public record LoadTrace(List<Arriving> requests, boolean isAbsolute, List<String> notes) {
    private static final List<String> TIME = List.of("arrived_at", "timestamp");
    private static final List<String> INPUT = List.of("input_tokens", "contexttokens", "request tokens");
    private static final List<String> OUTPUT = List.of("output_tokens", "generatedtokens", "response tokens");
    private static final long MOST_TOKENS = 100_000_000;

    public LoadTrace {
        requests =
                requests.stream().sorted(Comparator.comparingLong(Arriving::at)).toList();
        notes = List.copyOf(notes);
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("a load trace needs a request");
        }
    }

    /**
     * A request of a trace.
     *
     * @param at in ms
     * @param route null where the file does not say
     */
    public record Arriving(
            long at,
            int inputTokens,
            int outputTokens,
            @Nullable String route) {}

    /**
     * Reads a file.
     *
     * @throws OutsideFormatException with file, line and fix
     */
    public static LoadTrace read(Path path) {
        List<Arriving> requests = new ArrayList<>();
        Boolean isAbsolute = null;
        int failed = 0;
        boolean isCutShort;
        try (CsvRows rows = CsvRows.open(path)) {
            String time = rows.required(TIME);
            String input = rows.required(INPUT);
            String output = rows.required(OUTPUT);
            while (rows.next()) {
                Times at = time(rows, time);
                if (isAbsolute != null && at.isAbsolute() != isAbsolute) {
                    throw rows.wrong(
                            "%s \"%s\" is of another kind than those above".formatted(time, rows.value(time)),
                            "write all times as ISO 8601, as ms since 1970, or as seconds since the beginning");
                }
                isAbsolute = at.isAbsolute();
                String route = rows.value("route");
                int outputTokens = tokens(rows, output);
                failed += outputTokens == 0 ? 1 : 0;
                requests.add(new Arriving(at.ms(), tokens(rows, input), outputTokens, route.isEmpty() ? null : route));
            }
            isCutShort = rows.isCutShort();
        }
        if (requests.isEmpty() || isAbsolute == null) {
            throw new OutsideFormatException(
                    "%s holds no request%n  fix: write lines such as 2026-01-31T12:00:00Z,420,180".formatted(path));
        }
        List<String> notes = new ArrayList<>();
        if (isCutShort) {
            notes.add(String.format(
                    Locale.ROOT, "Only the first %,d requests of %s were read.", CsvRows.MOST, path.getFileName()));
        }
        if (failed > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d requests of the trace have no output tokens (they failed there): here they are as long as the middle one.",
                    failed));
        }
        return new LoadTrace(failed == 0 ? requests : withoutFailures(requests), isAbsolute, notes);
    }

    private static List<Arriving> withoutFailures(List<Arriving> requests) {
        int[] sizes = requests.stream()
                .mapToInt(Arriving::outputTokens)
                .filter(tokens -> tokens > 0)
                .sorted()
                .toArray();
        int middle = sizes.length == 0 ? 1 : sizes[sizes.length / 2];
        return requests.stream()
                .map(one ->
                        one.outputTokens() > 0 ? one : new Arriving(one.at(), one.inputTokens(), middle, one.route()))
                .toList();
    }

    private static Times time(CsvRows rows, String column) {
        Times time = Times.parse(rows.value(column));
        if (time == null) {
            throw rows.wrong(
                    "%s \"%s\" is not a time".formatted(column, rows.value(column)),
                    "write ISO 8601 such as 2026-01-31T12:00:00Z, ms since 1970, or seconds since the beginning");
        }
        return time;
    }

    private static int tokens(CsvRows rows, String column) {
        String text = rows.value(column);
        try {
            double tokens = Double.parseDouble(text);
            if (tokens >= 0 && tokens <= MOST_TOKENS) {
                return (int) Math.round(tokens);
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of range.
        }
        throw rows.wrong(
                "%s \"%s\" is not a count of tokens".formatted(column, text),
                "write a whole number from 0 to 100000000");
    }

    /** From the first arrival to the last, and as much again as lies between two of them: after so long the trace begins anew. */
    long spanMs() {
        long between = requests.getLast().at() - requests.getFirst().at();
        return between + Math.max(1, between / Math.max(1, requests.size() - 1));
    }
}
