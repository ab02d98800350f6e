package io.downclimb.bench.throughput;

import io.downclimb.bench.BenchException;
import io.downclimb.bench.Lineup;
import io.downclimb.bench.Options;
import io.downclimb.bench.contender.Contender;
import io.downclimb.bench.contender.LiteLlm;
import io.downclimb.bench.contender.MockAlone;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import io.downclimb.embedded.EmbeddedServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bench itself:
 *
 * <ol>
 *   <li>LiteLLM's proxy is tried with 1, 2 and 4 workers at 32 callers, once each; the best goes on.
 *   <li>In each round, each contender has one turn, alone on the machine. Each round begins with another contender.
 *   <li>Of each figure: the median over the rounds, with the range as its noise. Ratios and differences are taken within a round.
 * </ol>
 */
public final class ThroughputBench {
    private static final List<Integer> WORKERS = List.of(1, 2, 4);
    private static final int TRIAL_CALLERS = 32;

    private final Setting setting;
    private final Options options;
    private final Turn turn;
    private final Map<Integer, Double> trials = new TreeMap<>();

    public ThroughputBench(Setting setting, Options options) {
        this.setting = setting;
        this.options = options;
        turn = new Turn(setting, Duration.ofSeconds(options.seconds()), Duration.ofSeconds(options.quick() ? 4 : 36));
    }

    /** Runs all rounds and writes {@code bench.md}, {@code bench.json} and the plots. */
    public void run(Lineup lineup, Results results) {
        Map<String, String> leftOut = new TreeMap<>(lineup.leftOut());
        // The load generator and the mock have to be warm themselves before they measure anybody.
        turn.take(new MockAlone(), 0, List.of(TRIAL_CALLERS));
        List<Contender> contenders = new ArrayList<>();
        for (Contender contender : lineup.contenders()) {
            contenders.add(contender instanceof LiteLlm liteLlm ? atItsBest(liteLlm) : contender);
        }
        List<TurnResult> turns = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contender contender : rotated(contenders, round - 1)) {
                try {
                    TurnResult result = turn.take(contender, round, Turn.LEVELS);
                    turns.add(result);
                    setting.say().accept(line(contender, result));
                } catch (BenchException | EmbeddedServerException e) {
                    setting.say().accept("round %d, %s: %s".formatted(round, contender.label(), e.getMessage()));
                    leftOut.put(contender.label() + ", round " + round, Lineup.reason(e));
                }
            }
        }
        Map<String, String> labels = new LinkedHashMap<>();
        contenders.forEach(contender -> labels.put(contender.name(), contender.label()));
        ThroughputReport report =
                new ThroughputReport(Machine.here(), options, labels, turns, leftOut, new TreeMap<>(trials));
        results.raw("bench.json", report);
        results.page("bench.md", report.text());
        report.draw(results.folder());
    }

    /** The same, from another beginning in each round. */
    static <T> List<T> rotated(List<T> all, int by) {
        List<T> turned = new ArrayList<>();
        for (int place = 0; place < all.size(); place++) {
            turned.add(all.get((place + by) % all.size()));
        }
        return turned;
    }

    private LiteLlm atItsBest(LiteLlm pinned) {
        LiteLlm best = pinned;
        double most = 0;
        for (int workers : WORKERS) {
            try {
                TurnResult result = turn.take(pinned.with(workers), 0, List.of(TRIAL_CALLERS));
                double perSecond = result.levels().getFirst().reading().perSecond();
                trials.put(workers, perSecond);
                setting.say().accept("LiteLLM with %d workers: %.1f answers a second".formatted(workers, perSecond));
                if (perSecond > most) {
                    most = perSecond;
                    best = pinned.with(workers);
                }
            } catch (BenchException e) {
                setting.say().accept("LiteLLM with %d workers: %s".formatted(workers, e.getMessage()));
            }
        }
        return best;
    }

    private static String line(Contender contender, TurnResult result) {
        StringBuilder line = new StringBuilder("round %d, %s: ".formatted(result.round(), contender.label()));
        for (LevelResult level : result.levels()) {
            line.append("%d callers %.1f/s p50 %.1f ms; "
                    .formatted(
                            level.callers(),
                            level.reading().perSecond(),
                            level.reading().p50()));
        }
        return line.append("not answered %d".formatted(result.notAnswered())).toString();
    }
}
