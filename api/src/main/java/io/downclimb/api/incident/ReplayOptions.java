package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.command.CommandLine;
import io.downclimb.api.command.CommandSyntax;
import io.downclimb.api.command.Given;
import io.downclimb.incident.whatif.Assumption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@code replay} says.
 *
 * @param incident null where the incident comes from elsewhere alone
 * @param policy a configuration file with the policies to try; null for the recorded ones
 * @param timeline outages from elsewhere; null for none
 * @param trace a load trace from elsewhere; null for none
 * @param route only this one; null for all
 * @param seeds how many runs
 * @param seed of the first run
 * @param nodes how many nodes are simulated
 */
record ReplayOptions(
        @Nullable Path incident,
        @Nullable Path policy,
        @Nullable Path timeline,
        @Nullable Path trace,
        @Nullable String route,
        List<Assumption> assumptions,
        int seeds,
        int seed,
        int nodes,
        boolean search,
        boolean json) {
    private static final String USAGE = """
            usage: ./downclimb replay INCIDENT.zip [options]
                   ./downclimb replay --policy new.yaml --timeline outages.csv --trace load.csv [options]

            What another policy would have done in an incident: the same decisions in virtual time, over the incident's
            arrivals and what each provider did. Without --policy the recorded policies are simulated, so that the
            simulation can be held against the record.

              --policy FILE       a configuration (as downclimb.yaml) with the routes and breakers to try
              --timeline FILE     outages from elsewhere: start,end,severity[,provider[,note]]
              --trace FILE        a load trace from elsewhere: arrived_at,input_tokens,output_tokens[,route]
              --route NAME        only this route; with --trace: the route of all requests that name none
              --assume TEXT       what to take for a provider the incident never called: NAME=like:OTHER or
                                  NAME=steady:FIRST,TOTAL (ms); several with ;
              --seeds 20          runs, each with other luck (1 to 1000)
              --seed 1            where seeds begin
              --nodes 1           nodes of the service (1 to 100)
              --search            look for settings that would have done better
              --json              for machines
              --help              this page
            """;

    static final CommandSyntax SYNTAX = CommandSyntax.of(
                    "replay",
                    USAGE,
                    Set.of("--policy", "--timeline", "--trace", "--route", "--assume", "--seeds", "--seed", "--nodes"),
                    Set.of("--search", "--json"))
            .withOperand("incident file");

    private static final int MOST_SEEDS = 1_000;
    private static final int MOST_NODES = 100;
    private static final int HIGHEST_SEED = 1_000_000_000;

    static ReplayOptions of(CommandLine line) throws CommandFailure {
        ReplayOptions options = new ReplayOptions(
                line.operand(Given::path),
                line.value("--policy", Given::path),
                line.value("--timeline", Given::path),
                line.value("--trace", Given::path),
                line.value("--route", Given::text),
                assumptions(line.value("--assume", Given::text)),
                line.value("--seeds", given -> given.whole(1, MOST_SEEDS), "20"),
                line.value("--seed", given -> given.whole(0, HIGHEST_SEED), "1"),
                line.value("--nodes", given -> given.whole(1, MOST_NODES), "1"),
                line.has("--search"),
                line.has("--json"));
        options.check();
        return options;
    }

    private void check() throws CommandFailure {
        if ((timeline == null) != (trace == null)) {
            throw CommandFailure.wrongUse(
                    timeline == null
                            ? "--trace says when requests arrive, not what providers do: give --timeline too"
                            : "--timeline says what providers do, not when requests arrive: give --trace too");
        }
        if (incident == null && timeline == null) {
            throw CommandFailure.wrongUse("replay needs an incident file, or --timeline and --trace");
        }
        if (incident == null && policy == null) {
            throw CommandFailure.wrongUse("without an incident file there are no policies: give --policy");
        }
    }

    /** Whether the incident is made from a timeline and a trace. */
    boolean isFromElsewhere() {
        return timeline != null;
    }

    private static List<Assumption> assumptions(@Nullable String text) throws CommandFailure {
        List<Assumption> assumptions = new ArrayList<>();
        for (String one : text == null ? new String[0] : text.split(";", -1)) {
            try {
                assumptions.add(Assumption.parse(one.strip()));
            } catch (IllegalArgumentException e) {
                throw CommandFailure.wrongUse("--assume " + e.getMessage());
            }
        }
        return assumptions;
    }
}
