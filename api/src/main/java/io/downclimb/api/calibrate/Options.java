package io.downclimb.api.calibrate;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.command.CommandLine;
import io.downclimb.api.command.CommandSyntax;
import io.downclimb.api.command.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
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
        boolean json) {
    private static final String USAGE = """
            usage: ./downclimb calibrate [options]

            Shows what settings of a breaker would do with your own calls and scores: false trips a day, and how long
            they take to notice trouble. Reads the database that DOWNCLIMB_CONFIG names; writes nothing.

              --since 7d          how far back records are read: 30m, 2h, 7d (default 7d)
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

    static final CommandSyntax SYNTAX = CommandSyntax.of(
            "calibrate",
            USAGE,
            Set.of(
                    "--since",
                    "--route",
                    "--provider",
                    "--csv",
                    "--per-second",
                    "--bar",
                    "--sample",
                    "--days",
                    "--seed"),
            Set.of("--json"));

    static Options of(CommandLine line) throws CommandFailure {
        return new Options(
                line.value("--since", Given::age, "7d"),
                line.value("--route", Given::text),
                line.value("--provider", Given::text),
                line.value("--csv", Given::path),
                line.value("--per-second", given -> given.number(0.0001, 10_000)),
                line.value("--bar", given -> given.number(0.01, 1)),
                line.value("--sample", given -> given.number(0.0001, 1)),
                line.value("--days", given -> given.number(0.01, 3_650), "30"),
                line.value("--seed", Given::whole, "1"),
                line.has("--json"));
    }
}
