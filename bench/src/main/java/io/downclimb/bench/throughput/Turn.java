package io.downclimb.bench.throughput;

import io.downclimb.bench.BenchException;
import io.downclimb.bench.Pause;
import io.downclimb.bench.contender.Contender;
import io.downclimb.bench.contender.MockAlone;
import io.downclimb.bench.contender.Running;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.load.Client;
import io.downclimb.bench.load.Load;
import io.downclimb.bench.load.Pressure;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.load.Spell;
import io.downclimb.bench.load.Tally;
import io.downclimb.bench.load.Target;
import io.downclimb.bench.process.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One contender's turn: start it, wait for its first answer, warm it up, measure each level, stop it.
 *
 * <p>The warm-up (32 callers) goes on in spells of four seconds for as long as throughput rises: until two spells in a row are less than 3 %
 * better than the best before them. It ends at its limit in any case.
 */
public final class Turn {
    /** The order matters: one caller comes last, when everything is as warm as it gets. */
    public static final List<Integer> LEVELS = List.of(8, 32, 128, 1);

    private static final Duration FIRST_ANSWER = Duration.ofMinutes(2);
    private static final int WARM_UP_CALLERS = 32;
    private static final Duration SPELL = Duration.ofSeconds(4);
    private static final double A_RISE = 1.03;
    private static final int SPELLS_WITHOUT_RISE = 2;
    private static final int MOST_AT_ONCE = 1_024;

    private final Setting setting;
    private final Duration time;
    private final Duration warmUpLimit;

    /** Turns with measurements of this length. */
    public Turn(Setting setting, Duration time, Duration warmUpLimit) {
        this.setting = setting;
        this.time = time;
        this.warmUpLimit = warmUpLimit;
    }

    /**
     * Has one turn.
     *
     * @throws BenchException if the contender does not start or does not answer
     */
    public TurnResult take(Contender contender, int round, List<Integer> levels) {
        try (Running running = contender.start(setting)) {
            double coldStart = firstAnswer(running);
            try (Client client = new Client(running.target(), MOST_AT_ONCE);
                    Meter meter = new Meter(running.groups())) {
                double warmUp = warmUp(client);
                List<LevelResult> results = new ArrayList<>();
                for (int callers : levels) {
                    running.expectAlive();
                    results.add(level(client, meter, callers, of(contender)));
                }
                return new TurnResult(
                        contender.name(),
                        round,
                        running.storeSeconds(),
                        coldStart,
                        warmUp,
                        results,
                        meter.peakMebibytes());
            }
        }
    }

    /** Asks again and again until the first whole answer; returns the seconds since the process was started. */
    public static double firstAnswer(Running running) {
        Target once = running.target().patient(Duration.ofSeconds(10));
        try (Client client = new Client(once, 1)) {
            while (true) {
                Tally tally = new Tally();
                Load.run(client, new Pressure.Closed(1), Duration.ofMillis(5), new Random(1), tally);
                double seconds = (System.nanoTime() - running.startedNanos()) / 1e9;
                Reading reading = tally.reading(seconds);
                if (reading.answered() > 0) {
                    return seconds;
                }
                running.expectAlive();
                if (seconds > FIRST_ANSWER.toSeconds()) {
                    throw new BenchException("no answer in %d s; at last %s %s. %s"
                            .formatted(
                                    FIRST_ANSWER.toSeconds(),
                                    reading.refused(),
                                    reading.failed(),
                                    running.service() == null
                                            ? ""
                                            : running.service().tail()));
                }
                Pause.milliseconds(20);
            }
        }
    }

    private double warmUp(Client client) {
        long began = System.nanoTime();
        double best = 0;
        int withoutRise = 0;
        while (true) {
            double now = Spell.of(client, WARM_UP_CALLERS, SPELL).perSecond();
            withoutRise = now > best * A_RISE ? 0 : withoutRise + 1;
            best = Math.max(best, now);
            double seconds = (System.nanoTime() - began) / 1e9;
            if (withoutRise == SPELLS_WITHOUT_RISE || seconds + SPELL.toSeconds() > warmUpLimit.toSeconds()) {
                return seconds;
            }
        }
    }

    /** The mock's figures settle at once: half the time does. */
    private Duration of(Contender contender) {
        return contender.name().equals(MockAlone.NAME) ? time.dividedBy(2) : time;
    }

    private LevelResult level(Client client, Meter meter, int callers, Duration length) {
        Map<String, Double> before = meter.cpuSeconds();
        Reading reading = Spell.of(client, callers, length);
        return new LevelResult(callers, reading, Meter.between(before, meter.cpuSeconds()));
    }
}
