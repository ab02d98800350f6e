package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.Counts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Good and bad calls as they were recorded, parted into health and trouble: a stretch of ten minutes is trouble when at least three calls, and
 * more than a tenth of all, were bad in it. Trouble that lay among the healthy calls would have every detector look nervous.
 *
 * @param seconds counts of one second each, in order; of a record without times, one for all
 * @param timed whether it is known when each call was made
 * @param troubles in order; none where times are not known
 * @param healthyGood good calls outside of trouble
 * @param healthyBad bad calls outside of trouble
 */
public record CallRecord(
        List<Counts> seconds, boolean timed, List<Trouble> troubles, long healthyGood, long healthyBad) {
    private static final long STRETCH = 600_000;
    private static final int LEAST_BAD = 3;
    private static final double TROUBLED = 0.1;
    private static final long HOUR = 3_600_000;
    /** Of the normal distribution: nineteen of twenty times the share is not above. */
    private static final double Z = 1.645;

    public CallRecord {
        seconds = List.copyOf(seconds);
        troubles = List.copyOf(troubles);
    }

    /** Of calls whose times are known, by the second and in order. */
    public static CallRecord timed(List<Counts> seconds) {
        TreeMap<Long, Trouble> stretches = new TreeMap<>();
        for (Counts one : seconds) {
            long from = one.from() - Math.floorMod(one.from(), STRETCH);
            Trouble stretch = new Trouble(from, from + STRETCH, one.good() + one.bad(), one.bad());
            stretches.merge(from, stretch, Trouble::joined);
        }
        List<Trouble> troubles = new ArrayList<>();
        long good = 0;
        long bad = 0;
        for (Trouble stretch : stretches.values()) {
            if (stretch.bad() < LEAST_BAD || stretch.bad() <= TROUBLED * stretch.calls()) {
                good += stretch.calls() - stretch.bad();
                bad += stretch.bad();
            } else if (!troubles.isEmpty() && troubles.getLast().to() == stretch.from()) {
                troubles.add(troubles.removeLast().joined(stretch));
            } else {
                troubles.add(stretch);
            }
        }
        return new CallRecord(seconds, true, troubles, good, bad);
    }

    /** Of calls whose times are not known: all of them are taken as healthy. */
    public static CallRecord untimed(int good, int bad) {
        return new CallRecord(List.of(new Counts(0, good, bad)), false, List.of(), good, bad);
    }

    public long calls() {
        return seconds.stream().mapToLong(one -> one.good() + one.bad()).sum();
    }

    public long healthyCalls() {
        return healthyGood + healthyBad;
    }

    /** The share of bad calls in health (0..1). */
    public double share() {
        return healthyCalls() == 0 ? 0 : (double) healthyBad / healthyCalls();
    }

    /**
     * The largest share of bad calls that the record leaves likely (0..1): the upper end of Wilson's interval. No failure among a thousand calls does
     * not mean that none ever fails.
     */
    public double likelyAtMost() {
        double n = healthyCalls();
        double middle = share() + Z * Z / (2 * n);
        double half = Z * Math.sqrt(share() * (1 - share()) / n + Z * Z / (4 * n * n));
        return (middle + half) / (1 + Z * Z / n);
    }

    /** Calls a second in the hours that had any; 0 where times are not known. */
    public double perSecond() {
        if (!timed) {
            return 0;
        }
        Set<Long> hours = new HashSet<>();
        seconds.forEach(one -> hours.add(Math.floorDiv(one.from(), HOUR)));
        return hours.isEmpty() ? 0 : calls() * 1000.0 / (hours.size() * HOUR);
    }

    /**
     * What a detector would have done, had it been there: each second with calls is a batch.
     *
     * @param watch a fresh detector
     */
    public Replay replay(CallWatch watch) {
        Set<Trouble> seen = new HashSet<>();
        int elsewhere = 0;
        for (Counts one : seconds) {
            if (!watch.hear(one.good(), one.bad(), one.from())) {
                continue;
            }
            watch.reset();
            // A trip may come a little after the last bad call of a stretch.
            List<Trouble> met = troubles.stream()
                    .filter(trouble -> trouble.from() <= one.from() && one.from() < trouble.to() + STRETCH)
                    .toList();
            seen.addAll(met);
            elsewhere += met.isEmpty() ? 1 : 0;
        }
        return new Replay(seen.size(), elsewhere);
    }

    /**
     * What a detector would have done with the record.
     *
     * @param seen troubles in which it would have tripped
     * @param elsewhere trips outside of trouble
     */
    public record Replay(int seen, int elsewhere) {}
}
