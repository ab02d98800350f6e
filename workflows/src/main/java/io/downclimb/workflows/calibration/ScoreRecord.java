package io.downclimb.workflows.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Scores as they were recorded, parted into health and trouble: an hour is trouble when it has at least thirteen scores whose mean is below
 * the bar by more than two standard errors, which chance alone rarely does.
 *
 * @param healthy scores outside of trouble
 * @param troubled scores within trouble
 * @param troubles in order, their bad ones being the scores below the bar; none where times are not known
 */
public record ScoreRecord(List<Double> healthy, int troubled, List<Trouble> troubles) {
    private static final long HOUR = 3_600_000;
    private static final int LEAST = 13;
    private static final double CLEARLY = 2;

    public ScoreRecord {
        healthy = List.copyOf(healthy);
        troubles = List.copyOf(troubles);
    }

    /**
     * A score and when it was given.
     *
     * @param at in ms since 1970
     */
    public record Given(long at, double score) {}

    /** Of scores whose times are known. */
    public static ScoreRecord timed(List<Given> scores, double bar) {
        TreeMap<Long, List<Double>> hours = new TreeMap<>();
        scores.forEach(one -> hours.computeIfAbsent(one.at() - Math.floorMod(one.at(), HOUR), _ -> new ArrayList<>())
                .add(one.score()));
        double deviation = deviation(scores);
        List<Double> healthy = new ArrayList<>();
        List<Trouble> troubles = new ArrayList<>();
        hours.forEach((from, hour) -> {
            double mean = hour.stream().mapToDouble(Double::doubleValue).sum() / hour.size();
            if (hour.size() < LEAST || mean >= bar - CLEARLY * deviation / Math.sqrt(hour.size())) {
                healthy.addAll(hour);
                return;
            }
            int low = (int) hour.stream().filter(score -> score < bar).count();
            Trouble trouble = new Trouble(from, from + HOUR, hour.size(), low);
            boolean follows = !troubles.isEmpty() && troubles.getLast().to() == from;
            troubles.add(follows ? troubles.removeLast().joined(trouble) : trouble);
        });
        return new ScoreRecord(healthy, scores.size() - healthy.size(), troubles);
    }

    /** Of scores whose times are not known: all of them are taken as healthy. */
    public static ScoreRecord untimed(List<Double> scores) {
        return new ScoreRecord(scores, 0, List.of());
    }

    public int scores() {
        return healthy.size() + troubled;
    }

    private static double deviation(List<Given> scores) {
        return scores.isEmpty()
                ? 0
                : new Scores.Resampled(scores.stream().map(Given::score).toList()).deviation();
    }
}
