package io.downclimb.workflows.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tries a detector of bad calls in virtual time: calls come as a Poisson process, each is bad with a share that is one in health and
 * another after an onset. The same seed gives the same result.
 *
 * <p>Reported in batches, one step is a second:
 *
 * <ol>
 *   <li>The second's good and bad calls are drawn; both are Poisson, since bad calls are a thinned stream.
 *   <li>They are heard at its end where a bad one is among them, else once ten seconds are together.
 *   <li>The onset lies anywhere within ten seconds, so that no detector profits from the beat.
 * </ol>
 *
 * @param watch a fresh detector
 * @param perSecond calls a second, on average
 */
public record CallTrial(Supplier<CallWatch> watch, double perSecond, Reporting reporting) {
    private static final double DAY = 86_400;

    /**
     * How often the detector trips while all is well. After a trip it starts afresh.
     *
     * @param share of bad calls (0..1)
     * @param enough trips after which the simulation may end
     */
    public FalseTrips falseTrips(double share, double days, int enough, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        CallWatch detector = watch.get();
        double at = 0;
        for (int trips = 0; trips < enough; trips++) {
            at = nextTrip(detector, random, at, days * DAY, _ -> share);
            if (at >= days * DAY) {
                return new FalseTrips(trips, days);
            }
            detector.reset();
        }
        return new FalseTrips(enough, at / DAY);
    }

    /**
     * How long the detector takes to notice.
     *
     * @param before the share of bad calls in health (0..1)
     * @param after the share of bad calls from the onset on (0..1)
     */
    public Delays delays(double before, double after, Onset onset, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        List<Double> caught = new ArrayList<>();
        for (int run = 0; run < onset.runs(); run++) {
            RandomGenerator random = seeds.split();
            double beat = reporting == Reporting.BATCHES ? random.nextDouble() * Reporting.QUIET_SECONDS : 0;
            double began = onset.warmUpSeconds() + beat;
            double end = began + onset.limitSeconds();
            double tripped = firstTripAfter(began, end, random, share(before, after, began));
            if (tripped < end) {
                caught.add(tripped - began);
            }
        }
        return new Delays(caught, onset.runs() - caught.size());
    }

    private double firstTripAfter(double began, double end, RandomGenerator random, DoubleUnaryOperator share) {
        CallWatch detector = watch.get();
        double at = 0;
        while (true) {
            at = nextTrip(detector, random, at, end, share);
            if (at >= began) {
                return at;
            }
            detector.reset();
        }
    }

    /** The share of bad calls at a time; for batches, of the second that ends then. */
    private DoubleUnaryOperator share(double before, double after, double began) {
        if (reporting == Reporting.EACH) {
            return at -> at < began ? before : after;
        }
        return at -> {
            double sick = Math.clamp(at - began, 0, 1);
            return before + sick * (after - before);
        };
    }

    private double nextTrip(
            CallWatch detector, RandomGenerator random, double from, double end, DoubleUnaryOperator share) {
        return switch (reporting) {
            case EACH -> nextTripByCalls(detector, random, from, end, share);
            case BATCHES -> nextTripByBatches(detector, random, from, end, share);
        };
    }

    private double nextTripByCalls(
            CallWatch detector, RandomGenerator random, double from, double end, DoubleUnaryOperator share) {
        double at = from + Poisson.gap(random, perSecond);
        while (at < end) {
            boolean bad = random.nextDouble() < share.applyAsDouble(at);
            if (detector.hear(bad ? 0 : 1, bad ? 1 : 0, (long) (at * 1000))) {
                return at;
            }
            at += Poisson.gap(random, perSecond);
        }
        return end;
    }

    private double nextTripByBatches(
            CallWatch detector, RandomGenerator random, double from, double end, DoubleUnaryOperator share) {
        int good = 0;
        int quiet = 0;
        for (double at = from + Reporting.SECOND; at < end; at += Reporting.SECOND) {
            double badShare = share.applyAsDouble(at);
            good += Poisson.count(random, perSecond * (1 - badShare));
            int bad = Poisson.count(random, perSecond * badShare);
            quiet++;
            if (bad == 0 && quiet < Reporting.QUIET_SECONDS) {
                continue;
            }
            if (good + bad > 0 && detector.hear(good, bad, (long) (at * 1000))) {
                return at;
            }
            good = 0;
            quiet = 0;
        }
        return end;
    }
}
