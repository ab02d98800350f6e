package io.downclimb.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 * @param rounds how often each contender has its turn; of the million and side by side, how often all are started anew
 * @param seconds of each measurement
 * @param only names of contenders; empty for all
 * @param out folder for the results, from the folder of the call; null for {@code bench/results}
 * @param requests finished ones to load: of the million only
 * @param pairs of spells at one caller, of the million; laps, side by side
 */
public record Options(
        Kind kind,
        int rounds,
        int seconds,
        List<String> only,
        boolean quick,
        @JsonIgnore @Nullable Path out,
        long requests,
        int pairs) {
    /** The benches there are, with their rounds, seconds and pairs where none are given. */
    public enum Kind {
        THROUGHPUT(3, 10, 40),
        SIDE_BY_SIDE(4, 3, 24),
        INCIDENT(3, 10, 40),
        OVERLOAD(3, 6, 8),
        MILLION(4, 3, 40),
        WHAT_IF(3, 10, 40),
        HELP(1, 1, 40);

        private final int rounds;
        private final int seconds;
        private final int pairs;

        Kind(int rounds, int seconds, int pairs) {
            this.rounds = rounds;
            this.seconds = seconds;
            this.pairs = pairs;
        }
    }

    /** The names that {@code --only} knows. */
    public static final List<String> CONTENDERS = List.of(
            "mock",
            "downclimb-dev",
            "downclimb-dev-activity",
            "downclimb-dev-hit",
            "downclimb-dev-door-hit",
            "downclimb-postgres",
            "floor-dev",
            "floor-dev-activity",
            "floor-postgres",
            "litellm",
            "portkey");

    private static final Set<String> FLAGS =
            Set.of("--rounds", "--seconds", "--only", "--out", "--requests", "--pairs");

    private static final Set<Kind> WITH_PAIRS = Set.of(Kind.MILLION, Kind.SIDE_BY_SIDE, Kind.OVERLOAD);

    public Options {
        only = List.copyOf(only);
        if (rounds < 1 || rounds > 50) {
            throw new IllegalArgumentException("--rounds takes 1 to 50, not " + rounds);
        }
        if (seconds < 1 || seconds > 600) {
            throw new IllegalArgumentException("--seconds takes 1 to 600, not " + seconds);
        }
        if (requests < 0 || requests > 10_000_000) {
            throw new IllegalArgumentException("--requests takes 0 to 10000000, not " + requests);
        }
        if (pairs < 6 || pairs > 1_000) {
            throw new IllegalArgumentException("--pairs takes 6 to 1000, not " + pairs);
        }
        if (kind == Kind.MILLION && !only.isEmpty()) {
            throw new IllegalArgumentException("--only is not for million, which measures Downclimb alone");
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
        int rounds = quick ? 1 : kind.rounds;
        int seconds = quick ? 3 : kind.seconds;
        int requests = quick ? 50_000 : 1_000_000;
        int pairs = quick ? 6 : kind.pairs;
        List<String> only = List.of();
        @Nullable Path out = null;
        while (!words.isEmpty()) {
            String flag = words.pop();
            if (flag.equals("--help") || flag.equals("-h")) {
                return new Options(Kind.HELP, 1, 1, List.of(), false, null, requests, pairs);
            }
            if (!FLAGS.contains(flag)) {
                throw new IllegalArgumentException("bench knows no '" + flag + "'");
            }
            if (kind != Kind.MILLION && flag.equals("--requests")) {
                throw new IllegalArgumentException(flag + " is for million only");
            }
            if (!WITH_PAIRS.contains(kind) && flag.equals("--pairs")) {
                throw new IllegalArgumentException(flag + " is for million, side-by-side and overload only");
            }
            @Nullable String value = words.poll();
            if (value == null) {
                throw new IllegalArgumentException(flag + " needs a value");
            }
            switch (flag) {
                case "--rounds" -> rounds = number(flag, value);
                case "--seconds" -> seconds = number(flag, value);
                case "--requests" -> requests = number(flag, value);
                case "--pairs" -> pairs = number(flag, value);
                case "--only" ->
                    only = Arrays.stream(value.split(",", -1))
                            .map(String::strip)
                            .toList();
                default -> out = Path.of(value);
            }
        }
        return new Options(kind, rounds, seconds, only, quick, out, requests, pairs);
    }

    private static Kind kind(Deque<String> words) {
        @Nullable String first = words.peek();
        if (first == null || first.startsWith("-")) {
            return Kind.THROUGHPUT;
        }
        return switch (words.pop()) {
            case "side-by-side" -> Kind.SIDE_BY_SIDE;
            case "incident" -> Kind.INCIDENT;
            case "overload" -> Kind.OVERLOAD;
            case "million" -> Kind.MILLION;
            case "what-if" -> Kind.WHAT_IF;
            case "help" -> Kind.HELP;
            default ->
                throw new IllegalArgumentException("bench knows no '" + first
                        + "'; there are side-by-side, incident, overload, million and what-if");
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
                usage: ./downclimb bench [options]            latency, throughput, CPU, memory; about 30 minutes
                       ./downclimb bench side-by-side [options]   all up at once, in turns of 3 s: ratios with 95 %% confidence, about 25 minutes
                       ./downclimb bench incident [options]   a scripted incident, about 4 minutes for each gateway
                       ./downclimb bench overload [options]   Downclimb beyond its capacity, about 15 minutes
                       ./downclimb bench million [options]    empty tables and a million finished requests, about 25 minutes
                       ./downclimb bench what-if [options]    10,000 requests in virtual time, about 1 minute

                  --rounds N      turns of each contender, 3 if not given; for million and side-by-side, new processes, 4 if not given
                  --seconds N     of each measurement, 10 if not given; 3 for million and side-by-side, 6 for overload
                  --requests N    finished ones to load, 1000000 if not given (million only); 0 compares two empty ones
                  --pairs N       of measurements at one caller, at least 6; 40 for million, laps: 24 for side-by-side, 8 for overload (these only)
                  --only a,b      only these: %s
                  --quick         one short round, to see that it works: its figures mean little
                  --out FOLDER    for the results, bench/results if not given

                The first run installs LiteLLM and Portkey's gateway into ~/.cache/downclimb/bench and builds Temporal's server.
                Nothing else should run on the machine. See bench/README.md.
                """.formatted(String.join(", ", CONTENDERS));
    }
}
