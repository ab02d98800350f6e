package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.Cusum;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Prints the table of the defaults in docs/calibrate.md. Takes minutes, so it is run by hand. */
final class MeasuredDefaults {
    private static final Onset ONSET = new Onset(Duration.ofMinutes(5), Duration.ofHours(1), 1_000);
    private static final long SEED = 20_250_601;

    private record Load(double perSecond, double days) {}

    private static final List<Load> LOADS =
            List.of(new Load(0.2, 400), new Load(1, 200), new Load(10, 60), new Load(100, 20));

    private MeasuredDefaults() {}

    public static void main(String[] arguments) {
        for (Load load : LOADS) {
            print("errors", Cusum.ERRORS, load, 0.005, List.of(0.005, 0.01, 0.02), List.of(0.1, 0.3, 1.0));
        }
        for (Load load : LOADS) {
            for (double factor : new double[] {1.5, 2}) {
                Cusum latency = new Cusum(0.05, 0.30, null, factor, 0);
                print(
                        "latency, factor " + factor,
                        latency,
                        load,
                        0.05,
                        List.of(0.05, 0.07, 0.08),
                        List.of(0.3, 0.6, 1.0));
            }
        }
    }

    private static void print(
            String name, Cusum detector, Load load, double before, List<Double> healthy, List<Double> sick) {
        CallTrial trial =
                new CallTrial(() -> CallWatch.of(detector, load.perSecond()), load.perSecond(), Reporting.BATCHES);
        String falseTrips = healthy.parallelStream()
                .map(share -> trial.falseTrips(share, load.days(), Integer.MAX_VALUE, SEED))
                .map(trips -> number(trips.perDay()))
                .collect(Collectors.joining(" / "));
        String delays = DoubleStream.of(
                        sick.stream().mapToDouble(Double::doubleValue).toArray())
                .mapToObj(share -> trial.delays(before, share, ONSET, SEED))
                .map(one -> "%.0f / %.0f".formatted(one.median(), one.p95()))
                .collect(Collectors.joining(" | "));
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.0f | %s | %s |%n",
                name,
                number(load.perSecond()),
                number(detector.limit(load.perSecond())),
                load.days(),
                falseTrips,
                delays);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? "%.0f".formatted(value) : "%.2f".formatted(value);
    }
}
