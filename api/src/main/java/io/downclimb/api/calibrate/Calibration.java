package io.downclimb.api.calibrate;

import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.calibration.CallGrid;
import io.downclimb.workflows.calibration.CallRecord;
import io.downclimb.workflows.calibration.QualityGrid;
import io.downclimb.workflows.calibration.Sampling;
import io.downclimb.workflows.calibration.Scores;
import io.downclimb.workflows.calibration.Tried;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tries the grid of settings for everything that the evidence suffices for. The same evidence and seed give the same result. */
final class Calibration {
    /** With less there is nothing to draw from. */
    static final int LEAST_CALLS = 100;

    static final int LEAST_SCORES = 50;
    /** With less, warn. */
    static final int ENOUGH_CALLS = 1_000;

    static final int ENOUGH_SCORES = 300;
    private static final double ENOUGH_DAYS = 30;
    private static final double UNKNOWN_LOAD = 1;
    private static final double LEAST_LOAD = 0.0001;

    private Calibration() {}

    static List<Section> of(Evidence evidence, Options options) {
        List<Section> sections = new ArrayList<>();
        evidence.calls().forEach(group -> sections.add(calls(group, options)));
        evidence.scores().forEach(group -> sections.add(quality(group, options)));
        return sections;
    }

    private static Section calls(CallGroup group, Options options) {
        CallRecord record = group.calls();
        if (record.healthyCalls() < LEAST_CALLS) {
            return new Section.Unable(
                    group.title(),
                    "%s outside of trouble; it takes %d to begin with, and better %s"
                            .formatted(
                                    Words.counted(record.healthyCalls(), "call", "calls"),
                                    LEAST_CALLS,
                                    Words.count(ENOUGH_CALLS)));
        }
        List<String> warnings = new ArrayList<>();
        if (record.healthyCalls() < ENOUGH_CALLS) {
            warnings.add(
                    "Only %s outside of trouble: with fewer than %s the healthy share of failures is little more than a guess."
                            .formatted(
                                    Words.counted(record.healthyCalls(), "call", "calls"), Words.count(ENOUGH_CALLS)));
        }
        double load = load(record.perSecond(), options, warnings);
        warnOfFewDays(options, warnings);
        CallGrid grid = new CallGrid(record, record.likelyAtMost(), load, options.days(), options.seed());
        List<Tried.Calls> tried = grid.settings(group.present()).parallelStream()
                .map(grid::attempt)
                .toList();
        return new Section.Calls(
                group,
                load,
                record.likelyAtMost(),
                options.days(),
                tried,
                Tried.best(tried).orElse(null),
                warnings);
    }

    private static Section quality(ScoreGroup group, Options options) {
        List<Double> healthy = group.scores().healthy();
        if (healthy.size() < LEAST_SCORES) {
            return new Section.Unable(
                    group.title(),
                    "%s outside of trouble; it takes %d to begin with, and better %d"
                            .formatted(Words.counted(healthy.size(), "score", "scores"), LEAST_SCORES, ENOUGH_SCORES));
        }
        Scores.Resampled scores = new Scores.Resampled(healthy);
        double mean = scores.mean();
        if (mean <= group.bar()) {
            return new Section.Unable(
                    group.title(),
                    "%s scores have a mean of %s, which is not above the bar of %s: this rung is never well. Lower its quality, or give --bar"
                            .formatted(Words.count(healthy.size()), Words.score(mean), Words.plain(group.bar())));
        }
        List<String> warnings = new ArrayList<>();
        if (healthy.size() < ENOUGH_SCORES) {
            warnings.add(
                    "Only %d scores outside of trouble: with fewer than %d, rare low scores are missing or weigh too much."
                            .formatted(healthy.size(), ENOUGH_SCORES));
        }
        double load = load(group.perSecond(), options, warnings);
        warnOfFewDays(options, warnings);
        QualityGrid grid = new QualityGrid(
                scores, group.bar(), load, Sampling.raisedTenfold(group.sample()), options.days(), options.seed());
        List<Tried.Quality> tried = grid.settings(group.present()).parallelStream()
                .map(grid::attempt)
                .toList();
        List<Tried.Quality> roomy = tried.stream()
                .filter(one -> one.setting().kind() == QualityWatch.Kind.CUSUM)
                .filter(one -> hasRoom(group.bar(), scores, one.setting()))
                .toList();
        Tried.Quality proposal = Tried.best(roomy).or(() -> Tried.best(tried)).orElse(null);
        warnOfNarrowness(group, scores, proposal, warnings);
        return new Section.Quality(group, load, mean, scores.deviation(), options.days(), tried, proposal, warnings);
    }

    private static double load(double recorded, Options options, List<String> warnings) {
        if (options.perSecond() != null) {
            return options.perSecond();
        }
        if (recorded > 0) {
            return Math.max(LEAST_LOAD, recorded);
        }
        warnings.add("The records do not tell the load: simulated with 1 call a second. Give --per-second.");
        return UNKNOWN_LOAD;
    }

    private static void warnOfFewDays(Options options, List<String> warnings) {
        if (options.days() < ENOUGH_DAYS) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "No false trip in %s only tells that there are fewer than %.1f a day. Give --days 30 to tell a tenth.",
                    Words.days(options.days()),
                    3 / options.days()));
        }
    }

    /** A CUSUM holds still only where health lies at least half a standard deviation above its reference value. */
    private static boolean hasRoom(double bar, Scores.Resampled scores, QualityWatch watch) {
        return scores.mean() - (bar + watch.margin()) >= scores.deviation() / 2;
    }

    private static void warnOfNarrowness(
            ScoreGroup group, Scores.Resampled scores, Tried.@Nullable Quality proposal, List<String> warnings) {
        QualityWatch watch = proposal != null && proposal.setting().kind() == QualityWatch.Kind.CUSUM
                ? proposal.setting()
                : QualityWatch.DEFAULT;
        if (hasRoom(group.bar(), scores, watch)) {
            return;
        }
        double reference = group.bar() + watch.margin();
        double bar = Math.max(0, Math.floor((scores.mean() - scores.deviation() / 2 - watch.margin()) * 100) / 100);
        warnings.add(
                "The healthy mean %s is only %s above bar + margin (%s): less than half a standard deviation (%s). A healthy dip looks like a fall; a bar of %s at most would leave room."
                        .formatted(
                                Words.score(scores.mean()),
                                Words.score(scores.mean() - reference),
                                Words.score(reference),
                                Words.score(scores.deviation() / 2),
                                Words.score(bar)));
    }
}
