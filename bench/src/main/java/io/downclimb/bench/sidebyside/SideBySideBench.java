package io.downclimb.bench.sidebyside;

import io.downclimb.bench.BenchException;
import io.downclimb.bench.Lineup;
import io.downclimb.bench.Options;
import io.downclimb.bench.contender.Contender;
import io.downclimb.bench.contender.LiteLlm;
import io.downclimb.bench.contender.MockAlone;
import io.downclimb.bench.contender.Running;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.load.Client;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.load.Spell;
import io.downclimb.bench.load.Turns;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import io.downclimb.bench.throughput.Turn;
import io.downclimb.embedded.EmbeddedServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Contenders that are all up, one under load at a time:
 *
 * <ol>
 *   <li>In each round all are started anew, since no two JVMs compile alike, and warmed up in turns.
 *   <li>Laps at one caller, then half as many at 32: a spell at the mock, then one at each contender, in an order drawn anew for each lap.
 *   <li>Of each lap: the ratio of Downclimb to each other; of each round their median; of the rounds the mean, with its 95 % interval.
 * </ol>
 *
 * <p>A lap takes some 15 s. What the machine gives changes over minutes, and so counts for all in a lap alike.
 */
public final class SideBySideBench {
    /** Callers of the second part. */
    static final int MANY = 32;

    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 64;

    private final Setting setting;
    private final Options options;
    private final Duration spell;
    private final Random random = new Random(7);
    private final Map<String, String> leftOut = new TreeMap<>();

    public SideBySideBench(Setting setting, Options options) {
        this.setting = setting;
        this.options = options;
        spell = Duration.ofSeconds(options.seconds());
    }

    /** Runs all rounds and writes {@code side-by-side.md} and {@code side-by-side.json}. */
    public void run(Lineup lineup, Results results) {
        List<Contender> contenders =
                lineup.contenders().stream().map(SideBySideBench::atItsBest).toList();
        List<Integer> atOne = Turns.byRound(options.pairs(), options.rounds());
        List<Integer> atMany = Turns.byRound(Turns.atManyCallers(options.pairs()), options.rounds());
        leftOut.putAll(lineup.leftOut());
        List<Lap> laps = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
            laps.addAll(round(contenders, round + 1, atOne.get(round), atMany.get(round)));
        }
        Map<String, String> labels = new LinkedHashMap<>();
        contenders.forEach(contender -> labels.put(contender.name(), contender.label()));
        SideBySideReport report = new SideBySideReport(Machine.here(), options, labels, laps, leftOut);
        results.raw("side-by-side.json", report);
        results.page("side-by-side.md", report.text());
    }

    /** One worker for each processor. */
    private static Contender atItsBest(Contender contender) {
        return contender instanceof LiteLlm liteLlm
                ? liteLlm.with(Runtime.getRuntime().availableProcessors())
                : contender;
    }

    private List<Lap> round(List<Contender> contenders, int round, int atOne, int atMany) {
        try (Field field = new Field()) {
            Client mock = field.enter(new MockAlone(), setting);
            Map<String, Client> clients = new LinkedHashMap<>();
            for (Contender contender : contenders) {
                try {
                    clients.put(contender.name(), field.enter(contender, setting));
                } catch (BenchException | EmbeddedServerException e) {
                    setting.say().accept("round %d, %s: %s".formatted(round, contender.label(), e.getMessage()));
                    leftOut.put(contender.label() + ", round " + round, Lineup.reason(e));
                }
            }
            warmUp(mock, clients);
            List<Lap> laps = new ArrayList<>();
            laps.addAll(laps(mock, clients, 1, round, atOne));
            laps.addAll(laps(mock, clients, MANY, round, atMany));
            field.expectAlive();
            return laps;
        }
    }

    private void warmUp(Client mock, Map<String, Client> clients) {
        Duration half = (options.quick() ? WARM_UP.dividedBy(5) : WARM_UP).dividedBy(2);
        Spell.andRest(mock, MANY, SHORTEST);
        for (int turn = 0; turn < 2; turn++) {
            clients.values().forEach(client -> Spell.andRest(client, MANY, half));
        }
        clients.values().forEach(client -> Spell.andRest(client, 1, half));
    }

    private List<Lap> laps(Client mock, Map<String, Client> clients, int callers, int round, int many) {
        List<Lap> laps = new ArrayList<>();
        List<Map.Entry<String, Client>> order = new ArrayList<>(clients.entrySet());
        for (int number = 1; number <= many; number++) {
            Collections.shuffle(order, random);
            Reading alone = Spell.andRest(mock, callers, SHORTEST);
            Map<String, Reading> readings = new TreeMap<>();
            for (Map.Entry<String, Client> contender : order) {
                readings.put(contender.getKey(), Spell.andRest(contender.getValue(), callers, spell));
            }
            Lap lap = new Lap(callers, round, alone, readings);
            laps.add(lap);
            setting.say().accept(line(lap, number));
        }
        return laps;
    }

    private static String line(Lap lap, int number) {
        StringBuilder line =
                new StringBuilder("round %d, %d callers, lap %d: ".formatted(lap.round(), lap.callers(), number));
        lap.readings()
                .forEach((name, reading) ->
                        line.append("%s p50 %.1f ms %.1f/s; ".formatted(name, reading.p50(), reading.perSecond())));
        return line.toString();
    }

    /** Who is up. */
    private static final class Field implements AutoCloseable {
        private final List<Running> running = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();

        /** Starts it, and waits until it has answered. */
        Client enter(Contender contender, Setting setting) {
            Running started = contender.start(setting);
            try {
                Turn.firstAnswer(started);
            } catch (RuntimeException e) {
                started.close();
                throw e;
            }
            running.add(started);
            Client client = new Client(started.target(), MOST_AT_ONCE);
            clients.add(client);
            return client;
        }

        void expectAlive() {
            running.forEach(Running::expectAlive);
        }

        @Override
        public void close() {
            clients.forEach(Client::close);
            running.reversed().forEach(Running::close);
        }
    }
}
