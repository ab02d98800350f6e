package io.downclimb.api.calibrate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says.
 *
 * @param since how far back records are read
 * @param route only this one; null for all
 * @param provider only this one; null for all
 * @param csv a file to read in place of the database; null for none
 * @param perSecond the load to simulate, in calls a second; null: as recorded
 * @param bar that scores should reach (0..1); null: each rung's own
 * @param sample the share of answers that is judged (0..1); null: each route's own
 * @param days of health to simulate for each setting, at most
 * @param json for machines
 */
record Options(
        Duration since,
        @Nullable String route,
        @Nullable String provider,
        @Nullable Path csv,
        @Nullable Double perSecond,
        @Nullable Double bar,
        @Nullable Double sample,
        double days,
        long seed,
        boolean json,
        boolean help) {
    static final String USAGE = """
            usage: ./downclimb calibrate [options]

            Shows what settings of a breaker would do with your own calls and scores: false trips a day, and how long
            they take to notice trouble. Reads the database that DOWNCLIMB_CONFIG names; writes nothing.

              --since 7d          how far back records are read: 30m, 12h, 7d (default 7d)
              --route NAME        only this route
              --provider NAME     only this provider
              --csv FILE          read this file in place of the database: lines "kind,value[,at]"
              --per-second 2.5    calls a second to simulate (default: as recorded; 1 for a file without times)
              --bar 0.7           the score that answers should reach (default: each rung's quality; 0.7 for a file)
              --sample 0.05       the share of answers that is judged (default: each route's; 0.05 for a file)
              --days 30           days of health to simulate for each setting (default 30)
              --seed 1            another seed, another sample (default 1)
              --json              for machines
              --help              this page
            """;

    private static final Pattern AGE = Pattern.compile("(\\d{1,5})([dhm])");
    private static final Set<String> WITH_VALUE = Set.of(
            "--since", "--route", "--provider", "--csv", "--per-second", "--bar", "--sample", "--days", "--seed");
    private static final Set<String> ALONE = Set.of("--json", "--help");

    static Options parse(List<String> arguments) throws UsageException {
        Map<String, String> given = split(arguments);
        String csv = given.get("--csv");
        return new Options(
                age("--since", given.getOrDefault("--since", "7d")),
                given.get("--route"),
                given.get("--provider"),
                csv == null ? null : Path.of(csv),
                number("--per-second", given, 0.0001, 10_000),
                number("--bar", given, 0.01, 1),
                number("--sample", given, 0.0001, 1),
                Objects.requireNonNullElse(number("--days", given, 0.01, 3_650), 30.0),
                seed(given.getOrDefault("--seed", "1")),
                given.containsKey("--json"),
                given.containsKey("--help"));
    }

    private static Map<String, String> split(List<String> arguments) throws UsageException {
        Map<String, String> given = new HashMap<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            String flag = equals > 0 ? argument.substring(0, equals) : argument;
            flag = flag.equals("-h") ? "--help" : flag;
            if (!WITH_VALUE.contains(flag) && !ALONE.contains(flag)) {
                throw new UsageException("\"%s\" is not an option of calibrate".formatted(argument));
            }
            if (ALONE.contains(flag) && equals > 0) {
                throw new UsageException("%s takes no value".formatted(flag));
            }
            String value = "";
            if (WITH_VALUE.contains(flag)) {
                value = equals > 0 ? argument.substring(equals + 1) : rest.hasNext() ? rest.next() : "";
                if (value.isBlank() || value.startsWith("--")) {
                    throw new UsageException("%s needs a value".formatted(flag));
                }
            }
            if (given.put(flag, value) != null) {
                throw new UsageException("%s is given twice".formatted(flag));
            }
        }
        return given;
    }

    private static Duration age(String flag, String text) throws UsageException {
        Matcher age = AGE.matcher(text);
        long count = age.matches() ? Long.parseLong(age.group(1)) : 0;
        if (count == 0) {
            throw new UsageException("%s \"%s\" is not an age: write 30m, 12h or 7d".formatted(flag, text));
        }
        return switch (age.group(2)) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofMinutes(count);
        };
    }

    private static @Nullable Double number(String flag, Map<String, String> given, double least, double most)
            throws UsageException {
        String text = given.get(flag);
        if (text == null) {
            return null;
        }
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        if (!(number >= least && number <= most)) {
            throw new UsageException("%s \"%s\" is not a number from %s to %s"
                    .formatted(flag, text, Words.plain(least), Words.plain(most)));
        }
        return number;
    }

    private static long seed(String text) throws UsageException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UsageException("--seed \"%s\" is not a whole number".formatted(text));
        }
    }
}
