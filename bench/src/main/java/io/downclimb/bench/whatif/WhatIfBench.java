package io.downclimb.bench.whatif;

import io.downclimb.bench.Options;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.MarkdownTable;
import io.downclimb.bench.report.Results;
import io.downclimb.bench.report.Spread;
import io.downclimb.incident.Incident;
import io.downclimb.incident.outside.CallModel;
import io.downclimb.incident.outside.Elsewhere;
import io.downclimb.incident.outside.LoadTrace;
import io.downclimb.incident.outside.Severity;
import io.downclimb.incident.outside.Timeline;
import io.downclimb.incident.whatif.WhatIf;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * 10,000 requests over an hour, in the middle of which the first provider hangs for two minutes, asked what a shorter budget would have done. Both worlds are run, with one seed
 * and with the usual 20. The first question is put to a process that has compiled nothing yet; in each round both are put again.
 */
public final class WhatIfBench {
    private static final int REQUESTS = 10_000;
    private static final long BEGIN = 1_800_000_000_000L;
    private static final long HALF_HOUR = Duration.ofMinutes(30).toMillis();
    private static final long OUTAGE = Duration.ofMinutes(2).toMillis();
    private static final List<Integer> SEEDS = List.of(1, 20);

    private final Options options;
    private final Consumer<String> say;

    public WhatIfBench(Options options, Consumer<String> say) {
        this.options = options;
        this.say = say;
    }

    /**
     * How long one question took.
     *
     * @param round 0 for the cold process
     * @param runs of 10,000 requests
     */
    public record Asked(int round, int seeds, int runs, double seconds) {
        double perRun() {
            return seconds / runs;
        }
    }

    /** What is written as {@code what-if.json}. */
    public record Raw(Machine machine, int requests, List<Asked> asked) {}

    /** Asks, and writes {@code what-if.md} and {@code what-if.json}. */
    public void run(Results results) {
        Incident incident = incident();
        List<Asked> asked = new ArrayList<>();
        asked.add(ask(incident, 0, 1));
        for (int round = 1; round <= options.rounds(); round++) {
            for (int seeds : SEEDS) {
                asked.add(ask(incident, round, seeds));
            }
        }
        results.raw("what-if.json", new Raw(Machine.here(), incident.requests().size(), asked));
        results.page("what-if.md", text(asked));
    }

    private Asked ask(Incident incident, int round, int seeds) {
        long began = System.nanoTime();
        WhatIf.of(incident).with(policy(Duration.ofSeconds(2))).seeds(seeds).run();
        Asked one = new Asked(round, seeds, 2 * seeds, (System.nanoTime() - began) / 1e9);
        say.accept("round %d, %d seeds: %.2f s".formatted(round, seeds, one.seconds()));
        return one;
    }

    private static String text(List<Asked> asked) {
        MarkdownTable table = new MarkdownTable("question", "runs", "s", "s for a run of 10,000 requests");
        Asked cold = asked.getFirst();
        table.row(
                "one seed, cold process",
                Integer.toString(cold.runs()),
                Spread.number(cold.seconds(), 2),
                Spread.number(cold.perRun(), 2));
        for (int seeds : SEEDS) {
            List<Asked> warm = asked.stream()
                    .filter(one -> one.round() > 0 && one.seeds() == seeds)
                    .toList();
            table.row(
                    "%d seeds, medians over the rounds".formatted(seeds),
                    Integer.toString(2 * seeds),
                    Spread.of(warm.stream().map(Asked::seconds).toList()).text(2),
                    Spread.of(warm.stream().map(Asked::perRun).toList()).text(2));
        }
        return "# What if\n\n" + Machine.here().text()
                + "\n10,000 requests of an hour with an outage of two minutes, before and after a change of the budget: two runs for each seed.\n\n"
                + table.text();
    }

    private static Incident incident() {
        Random random = new Random(7);
        long middle = BEGIN + HALF_HOUR;
        long span = 2 * HALF_HOUR + OUTAGE;
        List<LoadTrace.Arriving> arriving = random.longs(REQUESTS, BEGIN, BEGIN + span)
                .mapToObj(at -> new LoadTrace.Arriving(at, 400, 150, null))
                .toList();
        Policy policy = policy(Duration.ofSeconds(8));
        return Elsewhere.of(
                        new Timeline(
                                List.of(new Timeline.Outage(middle, middle + OUTAGE, Severity.HANG, "first", null))),
                        new LoadTrace(arriving, true, List.of()),
                        Map.of(policy.route(), policy),
                        Map.of("first", BreakerSettings.DEFAULT, "second", BreakerSettings.DEFAULT),
                        Map.of(),
                        policy.route(),
                        CallModel.ASSUMED,
                        1)
                .incident();
    }

    private static Policy policy(Duration budget) {
        return new Policy(
                "support",
                Duration.ofSeconds(20),
                Duration.ofMillis(250),
                List.of(
                        model("primary", "first", budget),
                        model("secondary", "second", Duration.ofSeconds(6)),
                        new Rung.Canned("canned", "0")));
    }

    private static Rung.Model model(String tier, String provider, Duration budget) {
        return new Rung.Model(
                tier,
                provider,
                "a-model",
                budget,
                null,
                Duration.ofSeconds(10),
                2,
                null,
                List.of(),
                null,
                null,
                null,
                4_096,
                null);
    }
}
