package io.downclimb.bench.overload;

import io.downclimb.bench.Lineup;
import io.downclimb.bench.Options;
import io.downclimb.bench.Pause;
import io.downclimb.bench.contender.Contender;
import io.downclimb.bench.contender.Running;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.load.Client;
import io.downclimb.bench.load.Load;
import io.downclimb.bench.load.Pressure;
import io.downclimb.bench.mock.Fault;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import io.downclimb.bench.throughput.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Beyond capacity. For a provider that answers at once, and for one that takes 200 ms:
 *
 * <ol>
 *   <li>Capacity: closed loops with three numbers of callers; the most answers by calls within the deadline is the capacity.
 *   <li>Open loops with 1, 1.5, 2 and 3 times as many requests a second, and closed loops with as many times the callers.
 *   <li>Laps: capacity, twice as many requests a second, twice as many callers, in an order drawn anew for each lap. The figure is the median
 *       of the laps' ratios, with its 95 % interval.
 *   <li>Each step sends for a deadline's time before it is measured, so that queues have had time to build up, and the next waits until
 *       everything has ended.
 * </ol>
 */
public final class OverloadBench {
    /** Of the route {@code overload} in {@code bench/downclimb.yaml}. */
    private static final Duration DEADLINE = Duration.ofSeconds(4);

    private static final String ROUTE = "overload";
    private static final List<Double> FACTORS = List.of(1.0, 1.5, 2.0, 3.0);
    private static final Map<Duration, List<Integer>> CALLERS = new LinkedHashMap<>();
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final long REST = 3_000;
    private static final int MOST_AT_ONCE = 8_192;
    private static final long SEED = 6;

    static {
        CALLERS.put(Duration.ZERO, List.of(16, 32, 64));
        CALLERS.put(Duration.ofMillis(200), List.of(32, 64, 128));
    }

    private final Setting setting;
    private final Options options;
    private final Duration measured;
    private final Random random = new Random(SEED);

    public OverloadBench(Setting setting, Options options) {
        this.setting = setting;
        this.options = options;
        measured = Duration.ofSeconds(options.seconds());
    }

    /** What was measured of one contender. */
    private record Measured(List<StepResult> steps, List<OverloadLap> laps) {}

    /** Runs all steps and writes {@code overload.md}, {@code overload.json} and the plot. */
    public void run(Lineup lineup, Results results) {
        Map<String, List<StepResult>> steps = new LinkedHashMap<>();
        Map<String, List<OverloadLap>> laps = new LinkedHashMap<>();
        for (Contender contender : lineup.contenders()) {
            Measured figures = measure(contender);
            steps.put(contender.label(), figures.steps());
            laps.put(contender.label(), figures.laps());
        }
        OverloadReport report = new OverloadReport(Machine.here(), DEADLINE, measured, steps, laps);
        results.raw("overload.json", report);
        results.page("overload.md", report.text());
        report.draw(results.folder());
    }

    private Measured measure(Contender contender) {
        List<StepResult> steps = new ArrayList<>();
        List<OverloadLap> laps = new ArrayList<>();
        try (Running running = contender.start(setting, ROUTE)) {
            Turn.firstAnswer(running);
            try (Client client = new Client(running.target().patient(DEADLINE.plusSeconds(2)), MOST_AT_ONCE)) {
                Load.run(
                        client,
                        new Pressure.Closed(16),
                        options.quick() ? WARM_UP.dividedBy(3) : WARM_UP,
                        new Random(SEED),
                        _ -> {});
                for (Map.Entry<Duration, List<Integer>> delay : CALLERS.entrySet()) {
                    setting.mock().set(Setting.PRIMARY, new Fault.Well(delay.getKey()));
                    List<StepResult> some = steps(running, client, delay.getKey(), delay.getValue());
                    steps.addAll(some);
                    laps.addAll(laps(running, client, some));
                }
            } finally {
                setting.mock().set(Setting.PRIMARY, Fault.none());
            }
        }
        return new Measured(steps, laps);
    }

    private List<StepResult> steps(Running running, Client client, Duration delay, List<Integer> callers) {
        List<StepResult> results = new ArrayList<>();
        for (int some : callers) {
            results.add(step(running, client, delay, 0, new Pressure.Closed(some)));
        }
        StepResult capacity = capacity(results);
        if (capacity.goodputByCalls() <= 0) {
            return results; // nothing is answered at all: the page says so, and there is no capacity to exceed
        }
        for (double factor : FACTORS) {
            results.add(step(running, client, delay, factor, new Pressure.Open(factor * capacity.goodputByCalls())));
        }
        for (double factor : FACTORS) {
            int times = (int) Math.round(factor * capacity.load());
            results.add(step(running, client, delay, factor, new Pressure.Closed(times)));
        }
        return results;
    }

    private static StepResult capacity(List<StepResult> steps) {
        return steps.stream()
                .filter(step -> step.factor() == 0)
                .max(Comparator.comparingDouble(StepResult::goodputByCalls))
                .orElseThrow();
    }

    private List<OverloadLap> laps(Running running, Client client, List<StepResult> steps) {
        StepResult capacity = capacity(steps);
        List<OverloadLap> laps = new ArrayList<>();
        if (capacity.goodputByCalls() <= 0) {
            return laps;
        }
        Duration delay = Duration.ofMillis(capacity.delayMilliseconds());
        Pressure once = new Pressure.Closed((int) capacity.load());
        Pressure open = new Pressure.Open(2 * capacity.goodputByCalls());
        Pressure closed = new Pressure.Closed((int) (2 * capacity.load()));
        List<Pressure> order = new ArrayList<>(List.of(once, open, closed));
        int many = options.quick() ? 1 : options.pairs();
        for (int lap = 0; lap < many; lap++) {
            Collections.shuffle(order, random);
            Map<Pressure, StepResult> results = new HashMap<>();
            order.forEach(pressure ->
                    results.put(pressure, step(running, client, delay, pressure.equals(once) ? 1 : 2, pressure)));
            laps.add(new OverloadLap(of(results, once), of(results, open), of(results, closed)));
        }
        return laps;
    }

    private static StepResult of(Map<Pressure, StepResult> results, Pressure pressure) {
        return Objects.requireNonNull(results.get(pressure));
    }

    private StepResult step(Running running, Client client, Duration delay, double factor, Pressure pressure) {
        running.expectAlive();
        Window window = new Window(System.nanoTime() + DEADLINE.toNanos(), measured, DEADLINE);
        Load.run(client, pressure, DEADLINE.plus(measured), new Random(SEED), window);
        StepResult result = switch (pressure) {
            case Pressure.Closed closed ->
                new StepResult(delay.toMillis(), "closed", factor, closed.callers(), window.all(), window.inTime());
            case Pressure.Open open ->
                new StepResult(delay.toMillis(), "open", factor, open.perSecond(), window.all(), window.inTime());
        };
        setting.say()
                .accept("provider %d ms, %s loop, load %.1f: goodput %.1f/s, refused %d, late %d, failed %d"
                        .formatted(
                                delay.toMillis(),
                                result.loop(),
                                result.load(),
                                result.goodput(),
                                result.refused(),
                                result.late(),
                                result.failed()));
        Pause.milliseconds(REST);
        return result;
    }
}
