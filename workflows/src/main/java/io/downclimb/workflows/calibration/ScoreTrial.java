package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.OutcomeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tries a detector of low scores in virtual time: answers come as a Poisson process, a share of them is judged, a larger share while the
 * detector is suspicious. The judge's own time is left out. The same seed gives the same result.
 *
 * @param watch a fresh detector
 * @param perSecond answers a second, judged or not
 */
public record ScoreTrial(Supplier<ScoreWatch> watch, double perSecond, Sampling sampling, Reporting reporting) {
    private static final double DAY = 86_400;

    /**
     * How often the detector trips while all is well. After a trip it starts afresh.
     *
     * @param enough trips after which the simulation may end
     */
    public FalseTrips falseTrips(Scores healthy, double days, int enough, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ScoreWatch detector = watch.get();
        double at = 0;
        for (int trips = 0; trips < enough; trips++) {
            at = nextTrip(detector, random, at, days * DAY, _ -> healthy);
            if (at >= days * DAY) {
                return new FalseTrips(trips, days);
            }
            detector.reset();
        }
        return new FalseTrips(enough, at / DAY);
    }

    /** How long the detector takes to notice that scores come from elsewhere. */
    public Delays delays(Scores healthy, Scores degraded, Onset onset, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        List<Double> caught = new ArrayList<>();
        for (int run = 0; run < onset.runs(); run++) {
            RandomGenerator random = seeds.split();
            double began = onset.warmUpSeconds() + random.nextDouble() * Reporting.QUIET_SECONDS;
            double end = began + onset.limitSeconds();
            double tripped = firstTripAfter(began, end, random, at -> at < began ? healthy : degraded);
            if (tripped < end) {
                caught.add(tripped - began);
            }
        }
        return new Delays(caught, onset.runs() - caught.size());
    }

    private double firstTripAfter(double began, double end, RandomGenerator random, DoubleFunction<Scores> scores) {
        ScoreWatch detector = watch.get();
        double at = 0;
        while (true) {
            at = nextTrip(detector, random, at, end, scores);
            if (at >= began) {
                return at;
            }
            detector.reset();
        }
    }

    private double nextTrip(
            ScoreWatch detector, RandomGenerator random, double from, double end, DoubleFunction<Scores> scores) {
        return switch (reporting) {
            case EACH -> nextTripByScores(detector, random, from, end, scores);
            case BATCHES -> nextTripByBatches(detector, random, from, end, scores);
        };
    }

    private double nextTripByScores(
            ScoreWatch detector, RandomGenerator random, double from, double end, DoubleFunction<Scores> scores) {
        double at = from;
        while (true) {
            at += Poisson.gap(random, perSecond * sampling.share(detector.suspicious((long) (at * 1000))));
            if (at >= end) {
                return end;
            }
            if (detector.hear(scores.apply(at).draw(random), (long) (at * 1000))) {
                return at;
            }
        }
    }

    private double nextTripByBatches(
            ScoreWatch detector, RandomGenerator random, double from, double end, DoubleFunction<Scores> scores) {
        List<Double> batch = new ArrayList<>();
        boolean suspicious = detector.suspicious((long) (from * 1000));
        int quiet = 0;
        for (double at = from + Reporting.SECOND; at < end; at += Reporting.SECOND) {
            int judged = Poisson.count(random, perSecond * sampling.share(suspicious));
            for (int answer = 0; answer < judged; answer++) {
                batch.add(scores.apply(at - random.nextDouble()).draw(random));
            }
            quiet++;
            if (!suspicious && quiet < Reporting.QUIET_SECONDS) {
                continue;
            }
            long now = (long) (at * 1000);
            for (double score : batch.subList(0, Math.min(batch.size(), OutcomeReport.SCORES_AT_MOST))) {
                if (detector.hear(score, now)) {
                    return at;
                }
            }
            suspicious = detector.suspicious(now);
            batch.clear();
            quiet = 0;
        }
        return end;
    }
}
