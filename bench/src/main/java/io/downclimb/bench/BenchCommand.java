package io.downclimb.bench;

import io.downclimb.bench.contender.Contender;
import io.downclimb.bench.contender.MockAlone;
import io.downclimb.bench.contender.Places;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.incident.IncidentBench;
import io.downclimb.bench.million.MillionBench;
import io.downclimb.bench.mock.MockProvider;
import io.downclimb.bench.overload.OverloadBench;
import io.downclimb.bench.report.Results;
import io.downclimb.bench.sidebyside.SideBySideBench;
import io.downclimb.bench.throughput.ThroughputBench;
import io.downclimb.bench.whatif.WhatIfBench;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code downclimb bench}: see {@link Options#help()}. */
@SuppressWarnings("SystemOut")
public final class BenchCommand {
    private static final int FAILED = 1;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int BAD_USAGE = 2;
    private static final Set<String> SIDE_BY_SIDE = Set.of("downclimb-dev", "floor-dev", "litellm");
    private static final Set<String> GATEWAYS = Set.of("downclimb-dev", "litellm", "portkey");

    private BenchCommand() {}

    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.parse(Arrays.asList(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.help());
            System.exit(BAD_USAGE);
            return;
        }
        if (options.kind() == Options.Kind.HELP) {
            System.out.print(Options.help());
            return;
        }
        Places places = Places.ofLauncher();
        try (MockProvider mock = new MockProvider(0)) {
            Results results = new Results(options.out() == null ? places.bench("results") : options.out());
            run(options, new Setting(places, mock, BenchCommand::say), results);
            Places.remove(places.work());
            System.out.println("results: " + results.folder().toAbsolutePath());
        } catch (BenchException e) {
            System.err.println("downclimb bench: " + e.getMessage() + "\nlogs: " + places.work());
            System.exit(FAILED);
        }
    }

    private static void run(Options options, Setting setting, Results results) {
        switch (options.kind()) {
            case THROUGHPUT -> new ThroughputBench(setting, options).run(lineup(options, setting), results);
            case SIDE_BY_SIDE -> new SideBySideBench(setting, options).run(lineup(options, setting), results);
            case INCIDENT -> new IncidentBench(setting, options).run(lineup(options, setting), results);
            case OVERLOAD -> new OverloadBench(setting, options).run(lineup(options, setting), results);
            case MILLION -> new MillionBench(setting, options).run(results);
            case WHAT_IF -> new WhatIfBench(options, setting.say()).run(results);
            case HELP -> throw new IllegalStateException("help was printed before");
        }
    }

    private static Lineup lineup(Options options, Setting setting) {
        List<Contender> wanted = Lineup.all(setting.places()).stream()
                .filter(contender -> options.wants(contender.name()) && takesPart(options, contender))
                .toList();
        if (wanted.isEmpty()) {
            throw new BenchException("none of " + options.only() + " takes part in this bench");
        }
        say("installing what is not there yet …");
        return Lineup.installed(wanted, setting.places(), BenchCommand::say);
    }

    private static boolean takesPart(Options options, Contender contender) {
        return switch (options.kind()) {
            case THROUGHPUT, MILLION, WHAT_IF, HELP -> true;
            case SIDE_BY_SIDE ->
                options.only().isEmpty()
                        ? SIDE_BY_SIDE.contains(contender.name())
                        : !contender.name().equals(MockAlone.NAME); // it is there in any case
            case INCIDENT -> GATEWAYS.contains(contender.name());
            case OVERLOAD ->
                contender.name().equals("downclimb-dev")
                        || (contender.name().equals("downclimb-postgres")
                                && options.only().contains(contender.name()));
        };
    }

    private static void say(String line) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + " " + line);
    }
}
