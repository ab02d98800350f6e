package io.downclimb.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param rounds how often each contender has its turn
 * @param seconds of each measurement
 * @param only names of contenders; empty for all
 * @param out folder for the results, from the folder of the call; null for {@code bench/results}
 */
public record Options(
        Kind kind,
        int rounds,
        int seconds,
        List<String> only,
        boolean quick,
        @Nullable Path out) {
    /** The benches there are. */
    public enum Kind {
        THROUGHPUT,
        INCIDENT,
        OVERLOAD,
        HELP
    }

    /** The names that {@code --only} knows. */
    public static final List<String> CONTENDERS = List.of(
            "mock",
            "downclimb-dev",
            "downclimb-postgres",
            "floor-dev",
            "floor-dev-activity",
            "floor-postgres",
            "litellm",
            "portkey");

    private static final Set<String> FLAGS = Set.of("--rounds", "--seconds", "--only", "--out");

    public Options {
        only = List.copyOf(only);
        if (rounds < 1 || rounds > 50) {
            throw new IllegalArgumentException("--rounds takes 1 to 50, not " + rounds);
        }
        if (seconds < 1 || seconds > 600) {
            throw new IllegalArgumentException("--seconds takes 1 to 600, not " + seconds);
        }
        for (String name : only) {
            if (!CONTENDERS.contains(name)) {
                throw new IllegalArgumentException(
                        "--only knows no '%s'; there are %s".formatted(name, String.join(", ", CONTENDERS)));
            }
        }
    }

    /**
     * Reads the arguments behind {@code ./downclimb bench}.
     *
     * @throws IllegalArgumentException if one is unknown or out of bounds; the message says what there is
     */
    public static Options parse(List<String> arguments) {
        Deque<String> words = new ArrayDeque<>(arguments);
        Kind kind = kind(words);
        boolean quick = words.remove("--quick");
        int rounds = quick ? 1 : 3;
        int seconds = quick ? 3 : 10;
        List<String> only = List.of();
        @Nullable Path out = null;
        while (!words.isEmpty()) {
            String flag = words.pop();
            if (flag.equals("--help") || flag.equals("-h")) {
                return new Options(Kind.HELP, 1, 1, List.of(), false, null);
            }
            if (!FLAGS.contains(flag)) {
                throw new IllegalArgumentException("bench knows no '" + flag + "'");
            }
            @Nullable String value = words.poll();
            if (value == null) {
                throw new IllegalArgumentException(flag + " needs a value");
            }
            switch (flag) {
                case "--rounds" -> rounds = number(flag, value);
                case "--seconds" -> seconds = number(flag, value);
                case "--only" ->
                    only = Arrays.stream(value.split(",", -1))
                            .map(String::strip)
                            .toList();
                default -> out = Path.of(value);
            }
        }
        return new Options(kind, rounds, seconds, only, quick, out);
    }

    private static Kind kind(Deque<String> words) {
        @Nullable String first = words.peek();
        if (first == null || first.startsWith("-")) {
            return Kind.THROUGHPUT;
        }
        return switch (words.pop()) {
            case "incident" -> Kind.INCIDENT;
            case "overload" -> Kind.OVERLOAD;
            case "help" -> Kind.HELP;
            default ->
                throw new IllegalArgumentException("bench knows no '" + first + "'; there are incident and overload");
        };
    }

    private static int number(String flag, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(flag + " takes a whole number, not " + value, e);
        }
    }

    /** Whether this contender is asked for. */
    public boolean wants(String name) {
        return only.isEmpty() || only.contains(name);
    }

    /** The page of {@code --help}. */
    public static String help() {
        return """
                usage: ./downclimb bench [options]            latency, throughput, CPU, memory; about 25 minutes
                       ./downclimb bench incident [options]   a scripted incident, about 4 minutes for each gateway
                       ./downclimb bench overload [options]   Downclimb beyond its capacity, about 7 minutes

                  --rounds N      turns of each contender, 3 if not given (throughput only)
                  --seconds N     of each measurement, 10 if not given
                  --only a,b      only these: %s
                  --quick         one short round, to see that it works: its figures mean little
                  --out FOLDER    for the results, bench/results if not given

                The first run installs LiteLLM and Portkey's gateway into ~/.cache/downclimb/bench and builds Temporal's server.
                Nothing else should run on the machine. See bench/README.md.
                """.formatted(String.join(", ", CONTENDERS));
    }
}
