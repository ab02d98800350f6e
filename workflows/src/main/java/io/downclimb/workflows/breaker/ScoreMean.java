package io.downclimb.workflows.breaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The mean score within a sliding window. Slow: an hour's mean notices a collapse after half an hour. Kept so that such settings can be
 * written down and compared.
 *
 * @param bar trips when the mean is below it (0..1)
 * @param window slides in sixtieths of itself
 * @param minimum scores that it needs, at least 1
 */
public record ScoreMean(double bar, Duration window, int minimum, List<Slice> slices) implements ScoreDetector {
    private static final int SLICES = 60;

    /**
     * Scores within one stretch of time.
     *
     * @param from in ms since 1970
     */
    public record Slice(long from, int count, double sum) {}

    public ScoreMean {
        slices = List.copyOf(slices);
    }

    public static ScoreMean fresh(double bar, Duration window, int minimum) {
        return new ScoreMean(bar, window, minimum, List.of());
    }

    @Override
    public ScoreMean hear(double score, long now) {
        long width = Math.max(1, window.toMillis() / SLICES);
        long from = now - Math.floorMod(now, width);
        List<Slice> kept = new ArrayList<>(within(now));
        if (!kept.isEmpty() && kept.getLast().from() == from) {
            Slice last = kept.removeLast();
            kept.add(new Slice(from, last.count() + 1, last.sum() + score));
        } else {
            kept.add(new Slice(from, 1, score));
        }
        return new ScoreMean(bar, window, minimum, kept);
    }

    @Override
    public boolean trips(double perSecond, double strictness, long now) {
        Slice all = sum(now);
        return all.count() >= Math.max(1, minimum) && ScoreDetector.below(all.sum() / all.count(), bar);
    }

    @Override
    public boolean suspicious(double perSecond, double strictness, long now) {
        return false;
    }

    @Override
    public double limit(double perSecond) {
        return bar;
    }

    @Override
    public ScoreMean fresh() {
        return fresh(bar, window, minimum);
    }

    @Override
    public Map<String, Double> numbers(long now) {
        Slice all = sum(now);
        return all.count() == 0
                ? Map.of("scores", 0.0)
                : Map.of("mean", all.sum() / all.count(), "scores", (double) all.count());
    }

    private Slice sum(long now) {
        int count = 0;
        double sum = 0;
        for (Slice slice : within(now)) {
            count += slice.count();
            sum += slice.sum();
        }
        return new Slice(now, count, sum);
    }

    private List<Slice> within(long now) {
        return slices.stream()
                .filter(slice -> slice.from() > now - window.toMillis())
                .toList();
    }
}
