package io.downclimb.bench.million;

import io.downclimb.bench.Options;
import io.downclimb.bench.contender.MockAlone;
import io.downclimb.bench.contender.Running;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.load.Client;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.load.Spell;
import io.downclimb.bench.load.Turns;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a million finished requests in the tables make the next one slower. Two nodes, one over empty tables and one over full ones,
 * both up, one under load at a time:
 *
 * <ol>
 *   <li>The schema is made in both databases, and the finished requests are loaded into one.
 *   <li>In each round both nodes are started anew, since no two JVMs compile alike; then both are warmed up, and the tables settled.
 *   <li>Pairs of spells at one caller, then at 16, alternate in who goes first ({@link Turns}); a spell at the mock comes before each.
 *   <li>Of each pair: full to empty. The verdict is over the pairs of all rounds ({@link Interval}).
 * </ol>
 */
public final class MillionBench {
    /** Callers of the second part. */
    static final int MANY = 16;

    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 64;

    private final Setting setting;
    private final Options options;
    private final Duration spell;

    public MillionBench(Setting setting, Options options) {
        this.setting = setting;
        this.options = options;
        spell = Duration.ofSeconds(options.seconds());
    }

    /** Runs all rounds and writes {@code million.md}, {@code million.json} and the plot. */
    public void run(Results results) {
        MillionReport report = measured();
        results.raw("million.json", report);
        results.page("million.md", report.text());
        report.draw(results.folder());
    }

    private MillionReport measured() {
        try (Twins twins = Twins.start(setting)) {
            say("loading %,d finished requests …".formatted(options.requests()));
            twins.fill(options.requests());
            long empty = twins.tables(Twins.EMPTY).finished();
            long full = twins.tables(Twins.FULL).finished();
            List<Integer> atOne = Turns.byRound(options.pairs(), options.rounds());
            List<Integer> atMany = Turns.byRound(Turns.atManyCallers(options.pairs()), options.rounds());
            List<Pair> pairs = new ArrayList<>();
            for (int round = 0; round < options.rounds(); round++) {
                pairs.addAll(round(twins, round, atOne.get(round), atMany.get(round)));
            }
            twins.settle();
            return new MillionReport(
                    Machine.here(),
                    options,
                    pairs,
                    List.of(holding(twins, Twins.EMPTY, empty), holding(twins, Twins.FULL, full)));
        }
    }

    private static Holding holding(Twins twins, String database, long atFirst) {
        Tables tables = twins.tables(database);
        return new Holding(database, atFirst, tables.finished(), tables.sizes());
    }

    /** The nodes take turns in starting first, too. */
    private List<Pair> round(Twins twins, int round, int atOne, int atMany) {
        boolean fullFirst = round % 2 == 1;
        try (Running first = twins.node(fullFirst ? Twins.FULL : Twins.EMPTY);
                Running second = twins.node(fullFirst ? Twins.EMPTY : Twins.FULL);
                Running mock = new MockAlone().start(setting);
                Client ofFirst = client(first);
                Client ofSecond = client(second);
                Client ofMock = client(mock)) {
            Callers callers =
                    fullFirst ? new Callers(ofMock, ofSecond, ofFirst) : new Callers(ofMock, ofFirst, ofSecond);
            warmUp(callers);
            twins.settle();
            List<Pair> pairs = new ArrayList<>();
            for (int pair = 0; pair < atOne; pair++) {
                pairs.add(pair(callers, 1, round, pair));
            }
            for (int pair = 0; pair < atMany; pair++) {
                pairs.add(pair(callers, MANY, round, pair));
            }
            first.expectAlive();
            second.expectAlive();
            return pairs;
        }
    }

    private static Client client(Running running) {
        return new Client(running.target(), MOST_AT_ONCE);
    }

    /** Both in turns, too: the machine is the same for them. */
    private void warmUp(Callers callers) {
        Duration half = (options.quick() ? WARM_UP.dividedBy(5) : WARM_UP).dividedBy(2);
        for (int turn = 0; turn < 2; turn++) {
            Spell.andRest(callers.mock(), MANY, SHORTEST);
            Spell.andRest(callers.empty(), MANY, half);
            Spell.andRest(callers.full(), MANY, half);
        }
        Spell.andRest(callers.empty(), 1, half);
        Spell.andRest(callers.full(), 1, half);
    }

    private Pair pair(Callers callers, int many, int round, int number) {
        Duration third = spell.dividedBy(3);
        Reading mock = Spell.andRest(callers.mock(), many, third.compareTo(SHORTEST) < 0 ? SHORTEST : third);
        boolean fullFirst = Turns.fullFirst(round, number);
        Reading first = Spell.andRest(fullFirst ? callers.full() : callers.empty(), many, spell);
        Reading second = Spell.andRest(fullFirst ? callers.empty() : callers.full(), many, spell);
        Pair pair = new Pair(many, round + 1, fullFirst, mock, fullFirst ? second : first, fullFirst ? first : second);
        say(
                "round %d, %d caller%s, pair %d: empty p50 %.2f ms, full %.2f ms, ratio of the added %.3f, of answers a second %.3f"
                        .formatted(
                                round + 1,
                                many,
                                many == 1 ? "" : "s",
                                number + 1,
                                pair.empty().p50(),
                                pair.full().p50(),
                                pair.addedRatio(Reading::p50),
                                pair.throughputRatio()));
        return pair;
    }

    private void say(String line) {
        setting.say().accept(line);
    }

    /** Who asks whom. */
    private record Callers(Client mock, Client empty, Client full) {}
}
