package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What validators and judges say of the answers of one rung of a route.
 *
 * <ol>
 *   <li>The validators' detector hears every answer.
 *   <li>Where the rung has a bar, the scores' detector hears what the judge says. Another judge's scores do not compare: then it begins
 *       afresh, and its {@link Calibration} too.
 *   <li>Tripped, it waits for the cooldown. Then so many probes as are set are made one after the other, of different requests as far as
 *       there are, and judged where there is a bar.
 *   <li>All of them whole and their mean at the bar: the ramp. One that is not whole, or a mean below the bar: another cooldown.
 *   <li>A judge that gives no score, and a provider that is down, are no news: after a tenth of the cooldown it tries again. One score of
 *       all may be missing.
 * </ol>
 *
 * <p>Only requests of the route are copied: a canary's prompt says nothing about its prompt and validators.
 */
final class QualityCircuit extends Circuit {
    private static final int SOONER = 10;
    private static final long SOONEST_MS = 5_000;
    private static final double SUSPICIOUS_SAMPLE = 10;
    private static final double RAMPING_SAMPLE = 20;
    private static final double WORRIED_SAMPLE = 2;

    private CallDetector validators;
    private @Nullable Double bar;
    private @Nullable ScoreDetector scores;
    private @Nullable Calibration calibration;
    private Watch.@Nullable ProbeRound round;

    QualityCircuit(CircuitState state, Watch.Quality watch, Journal journal) {
        super(state, journal);
        validators = watch.validators();
        bar = watch.bar();
        scores = watch.scores();
        calibration = watch.calibration();
        round = watch.round();
    }

    static Watch watch(BreakerSettings settings) {
        return new Watch.Quality(settings.validators().fresh(), null, null, null, null);
    }

    @Override
    Watch watch() {
        return new Watch.Quality(validators, bar, scores, calibration, round);
    }

    @Override
    void listen(CircuitOutcomes outcomes, Surroundings around) {
        if (phase() != Phase.CLOSED && phase() != Phase.RAMPING) {
            return;
        }
        if (!Objects.equals(bar, outcomes.bar())) {
            bar = outcomes.bar();
            scores = freshScores(around.settings());
        }
        if (!detect(outcomes, around) && phase() == Phase.RAMPING) {
            climb(outcomes.good() + outcomes.bad(), around);
        }
    }

    /** Whether a detector tripped. */
    private boolean detect(CircuitOutcomes outcomes, Surroundings around) {
        validators = validators.hear(outcomes.good(), outcomes.bad(), around.now());
        double rate = perSecond(around);
        if (!forced() && validators.trips(rate, strictness(), around.now())) {
            Map<String, Double> numbers = numbers(validators.numbers(around.now()), validators.limit(rate), rate);
            numbers.put("good", (double) outcomes.good());
            numbers.put("bad", (double) outcomes.bad());
            trip(Reason.VALIDATORS, "validators", numbers, around);
            return true;
        }
        return outcomes.judge() != null && detect(outcomes, outcomes.judge(), rate, around);
    }

    private boolean detect(CircuitOutcomes outcomes, String judge, double rate, Surroundings around) {
        Calibration known = calibration;
        if (known == null || !known.judge().equals(judge)) {
            calibration = Calibration.begin(judge);
            scores = freshScores(around.settings());
        }
        for (double score : outcomes.scores()) {
            ScoreDetector detector = scores;
            if (detector == null) {
                return false;
            }
            scores = learn(score, detector.hear(score, around.now()));
            if (!forced() && scores.trips(rate, strictness(), around.now())) {
                Map<String, Double> numbers = numbers(scores.numbers(around.now()), scores.limit(rate), rate);
                forgetUnfrozen();
                trip(Reason.QUALITY, "quality", numbers, around);
                return true;
            }
        }
        return false;
    }

    /** Healthy scores are learned while nothing is wrong; once there are enough, the detector keeps its distance from them. */
    private ScoreDetector learn(double score, ScoreDetector detector) {
        Calibration learning = calibration;
        if (learning == null || learning.frozen() || phase() != Phase.CLOSED || forced()) {
            return detector;
        }
        Calibration learned = learning.plus(score);
        calibration = learned;
        return learned.apply(detector);
    }

    private void forgetUnfrozen() {
        Calibration learning = calibration;
        if (learning != null && !learning.frozen()) {
            calibration = Calibration.begin(learning.judge());
        }
    }

    private Map<String, Double> numbers(Map<String, Double> ofDetector, double limit, double rate) {
        Map<String, Double> numbers = new TreeMap<>(ofDetector);
        numbers.put("threshold", limit * strictness());
        numbers.put("perSecond", rate);
        return numbers;
    }

    private void trip(Reason why, String cause, Map<String, Double> numbers, Surroundings around) {
        open(why, cause, null, numbers, in(around.settings().cooldown(), around), around);
    }

    private static ProbeSchedule in(Duration wait, Surroundings around) {
        return ProbeSchedule.at(ProbeSchedule.Rhythm.QUALITY, around.now() + wait.toMillis());
    }

    private double strictness() {
        return phase() == Phase.RAMPING ? Surroundings.STRICT : 1;
    }

    @Override
    void beginProbes(long notBefore, Surroundings around) {
        round = Watch.ProbeRound.EMPTY;
        next(Watch.ProbeRound.EMPTY, notBefore, around);
    }

    private void next(Watch.ProbeRound made, long notBefore, Surroundings around) {
        Candidate copied = order(notBefore, bar != null, made.used(), around);
        round = copied == null ? made : made.copying(copied.requestId());
    }

    @Override
    void judge(RunningProbe probe, ProbeResult result, Surroundings around, RandomGenerator random) {
        Watch.ProbeRound before = round == null ? Watch.ProbeRound.EMPTY : round;
        switch (Finding.ofQuality(result)) {
            case GOOD -> judge(before.plus(result.score()), around, random);
            case BAD ->
                reopen("probe bad", numbers(before), in(around.settings().cooldown(), around), around);
            case NOTHING -> {
                dropCandidate(probe.order().candidate());
                noNews(probe.at(), "probe without news", around, random);
            }
        }
    }

    private void judge(Watch.ProbeRound made, Surroundings around, RandomGenerator random) {
        round = made;
        int needed = Math.max(1, around.settings().qualityProbes());
        Double known = bar;
        boolean judged = known != null;
        if (judged && 2 * made.missing() > needed) {
            noNews(around.now(), "scores missing", around, random);
            return;
        }
        if (made.whole() < needed) {
            if (hasProbe(around)) {
                next(made, around.now(), around);
                return;
            }
            noNews(around.now(), "probe not sent", around, random);
            return;
        }
        if (known != null && ScoreDetector.below(made.mean(), known)) {
            reopen("probe bad", numbers(made), in(around.settings().cooldown(), around), around);
            return;
        }
        if (judged && made.missing() > 1) {
            noNews(around.now(), "scores missing", around, random);
            return;
        }
        startRamp(Ramp.Pace.AFTER_QUALITY, "probe good", numbers(made), around);
    }

    private Map<String, Double> numbers(Watch.ProbeRound made) {
        Map<String, Double> numbers = new TreeMap<>();
        numbers.put("whole", (double) made.whole());
        numbers.put("scores", (double) made.scores().size());
        if (!made.scores().isEmpty()) {
            numbers.put("mean", made.mean());
        }
        if (bar != null) {
            numbers.put("bar", bar);
        }
        return numbers;
    }

    @Override
    void noNews(long sent, String cause, Surroundings around, RandomGenerator random) {
        long wait = Math.max(SOONEST_MS, around.settings().cooldown().toMillis() / SOONER);
        Watch.ProbeRound made = round == null ? Watch.ProbeRound.EMPTY : round;
        reopen(cause, numbers(made), in(Duration.ofMillis(wait), around), around);
    }

    @Override
    void moved(Surroundings around) {
        round = null;
        configure(around);
    }

    @Override
    void configure(Surroundings around) {
        validators = around.settings().validators().fresh();
        scores = freshScores(around.settings());
    }

    private @Nullable ScoreDetector freshScores(BreakerSettings settings) {
        Double known = bar;
        if (known == null) {
            return null;
        }
        ScoreDetector fresh = settings.quality().detector(known);
        return calibration == null ? fresh : calibration.apply(fresh);
    }

    @Override
    void recalibrate(Surroundings around) {
        calibration = null;
    }

    @Override
    ProbeSchedule released(long now) {
        return ProbeSchedule.at(ProbeSchedule.Rhythm.QUALITY, now);
    }

    @Override
    BreakerSettings.@Nullable Canary canary(BreakerSettings settings) {
        return null;
    }

    @Override
    Map<String, Double> numbers(Surroundings around) {
        Map<String, Double> numbers = new TreeMap<>();
        validators.numbers(around.now()).forEach((name, value) -> numbers.put("validators-" + name, value));
        if (scores != null) {
            scores.numbers(around.now()).forEach((name, value) -> numbers.put("score-" + name, value));
        }
        Calibration known = calibration;
        if (known != null && known.frozen()) {
            numbers.put("calibrated-mean", known.mean());
            numbers.put("calibrated-deviation", known.deviation());
        } else if (known != null) {
            numbers.put("calibrating", (double) known.count());
        }
        return numbers;
    }

    @Override
    double sample(Surroundings around) {
        double worried = around.worried() ? WORRIED_SAMPLE : 1;
        if (phase() == Phase.RAMPING) {
            return RAMPING_SAMPLE * worried;
        }
        boolean suspicious = phase() == Phase.CLOSED
                && scores != null
                && scores.suspicious(perSecond(around), strictness(), around.now());
        return (suspicious ? SUSPICIOUS_SAMPLE : 1) * worried;
    }
}
