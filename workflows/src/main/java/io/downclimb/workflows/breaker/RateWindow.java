package io.downclimb.workflows.breaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The share of bad calls within a sliding window, the way most breakers do it. Kept so that such settings can be written down and
 * compared ({@code calibrate}); a CUSUM decides sooner with fewer false alarms.
 *
 * @param above trips above this share (0..1)
 * @param window slides in sixtieths of itself
 * @param minimum calls that it needs; 0 for none
 */
public record RateWindow(double above, Duration window, int minimum, List<Counts> slices) implements CallDetector {
    private static final int SLICES = 60;

    public RateWindow {
        slices = List.copyOf(slices);
    }

    public static RateWindow of(double above, Duration window, int minimum) {
        return new RateWindow(above, window, minimum, List.of());
    }

    @Override
    public RateWindow hear(int good, int bad, long now) {
        long width = Math.max(1, window.toMillis() / SLICES);
        long from = now - Math.floorMod(now, width);
        List<Counts> kept = new ArrayList<>(within(now));
        if (!kept.isEmpty() && kept.getLast().from() == from) {
            kept.add(kept.removeLast().plus(good, bad));
        } else {
            kept.add(new Counts(from, good, bad));
        }
        return new RateWindow(above, window, minimum, kept);
    }

    @Override
    public RateWindow takeBack(int bad, long now) {
        return hear(bad, -bad, now);
    }

    @Override
    public boolean trips(double perSecond, double strictness, long now) {
        Counts all = sum(now);
        int calls = all.good() + all.bad();
        return calls > 0 && calls >= minimum && all.bad() > above * strictness * calls;
    }

    @Override
    public double limit(double perSecond) {
        return above;
    }

    @Override
    public RateWindow fresh() {
        return of(above, window, minimum);
    }

    @Override
    public Map<String, Double> numbers(long now) {
        Counts all = sum(now);
        int calls = all.good() + all.bad();
        return Map.of("rate", calls == 0 ? 0 : (double) all.bad() / calls, "calls", (double) calls);
    }

    private Counts sum(long now) {
        int good = 0;
        int bad = 0;
        for (Counts slice : within(now)) {
            good += slice.good();
            bad += slice.bad();
        }
        return new Counts(now, good, Math.max(0, bad));
    }

    private List<Counts> within(long now) {
        return slices.stream()
                .filter(slice -> slice.from() > now - window.toMillis())
                .toList();
    }
}
