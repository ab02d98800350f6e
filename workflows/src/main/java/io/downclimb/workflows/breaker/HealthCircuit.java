package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.status.StatusNews;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Errors, latency and silence, of a provider or of one of its models.
 *
 * <ol>
 *   <li>The errors' detector hears good and bad calls. A call that waits too long is heard as bad at once and taken back if it ends well;
 *       four malformed answers are one bad call.
 *   <li>The latency's detector hears slow calls as bad, of those that could be compared.
 *   <li>While the status page tells of trouble, and on the ramp, half the threshold is enough.
 *   <li>While the page tells of an outage, a closed circuit stands open for STATUS. What the route's policy lets through goes on and is
 *       heard, so errors of our own may open it for good; 30 successes of our own outweigh the page until it says something new. The page's
 *       level stands in the circuit's note, for {@link Admissions}: on the way back, too.
 *   <li>Open for errors or latency, it is probed by {@link ProbeSchedule}, and a good call of the trickle counts as a good probe. Then comes
 *       the ramp.
 * </ol>
 */
final class HealthCircuit extends Circuit {
    private static final int MINORS_OF_A_BAD = 4;
    private static final int OUTWEIGHING = 30;

    private final @Nullable String model;
    private CallDetector errors;
    private @Nullable CallDetector latency;
    private int minors;
    private @Nullable StatusNews page;
    private int successes;
    private @Nullable StatusNews outweighed;

    HealthCircuit(CircuitState state, Watch.Health watch, Journal journal) {
        super(state, journal);
        model = state.id() instanceof CircuitId.Health health ? health.model() : null;
        errors = watch.errors();
        latency = watch.latency();
        minors = watch.minors();
        page = watch.page();
        successes = watch.successes();
        outweighed = watch.outweighed();
    }

    static Watch watch(BreakerSettings settings) {
        CallDetector slow = settings.latency();
        return new Watch.Health(settings.errors().fresh(), slow == null ? null : slow.fresh(), 0, null, 0, null);
    }

    @Override
    Watch watch() {
        return new Watch.Health(errors, latency, minors, page, successes, outweighed);
    }

    /** Follows the status page: opens, counts anew where the page says something new, or lets go. */
    void follow(Surroundings around) {
        StatusNews news = around.status();
        if (phase() == Phase.OPEN && reason() == Reason.STATUS) {
            if (!around.pageTellsOutage()) {
                startRamp(Ramp.Pace.AFTER_ERRORS, "status well", Map.of(), around);
            } else if (!same(page, news)) {
                page = news;
                successes = 0;
                note(news.level().name());
            }
            return;
        }
        if (phase() == Phase.CLOSED && !forced() && around.pageTellsOutage() && !isOutweighed(news)) {
            page = news;
            open(Reason.STATUS, "status", news.level().name(), Map.of("perSecond", perSecond(around)), null, around);
        }
    }

    private boolean isOutweighed(StatusNews news) {
        StatusNews known = outweighed;
        return known != null && known.since() == news.since() && news.level().compareTo(known.level()) <= 0;
    }

    private static boolean same(@Nullable StatusNews one, StatusNews other) {
        return one != null && one.level() == other.level() && one.since() == other.since();
    }

    @Override
    void listen(CircuitOutcomes outcomes, Surroundings around) {
        switch (phase()) {
            case CLOSED -> detect(outcomes, around);
            case RAMPING -> {
                if (!detect(outcomes, around)) {
                    climb(calls(outcomes), around);
                }
            }
            case OPEN -> {
                if (reason() == Reason.STATUS) {
                    weigh(outcomes, around);
                } else {
                    trickle(outcomes, around);
                }
            }
            case HALF_OPEN -> trickle(outcomes, around);
        }
    }

    /** Whether a detector tripped. */
    private boolean detect(CircuitOutcomes outcomes, Surroundings around) {
        long now = around.now();
        int light = minors + outcomes.minor();
        minors = light % MINORS_OF_A_BAD;
        int good = Math.max(0, outcomes.good() - outcomes.takenBack());
        int bad = outcomes.bad() + outcomes.pending() + light / MINORS_OF_A_BAD;
        errors = errors.takeBack(outcomes.takenBack(), now).hear(good, bad, now);
        CallDetector slow = latency;
        if (slow != null) {
            latency = slow.hear(Math.max(0, outcomes.timed() - outcomes.slow()), outcomes.slow(), now);
        }
        if (forced()) {
            return false;
        }
        return trips(errors, Reason.ERRORS, "errors", good, bad, around)
                || (latency != null
                        && trips(
                                latency,
                                Reason.LATENCY,
                                "latency",
                                outcomes.timed() - outcomes.slow(),
                                outcomes.slow(),
                                around));
    }

    private boolean trips(CallDetector detector, Reason why, String cause, int good, int bad, Surroundings around) {
        double rate = perSecond(around);
        double strictness = strictness(around);
        if (!detector.trips(rate, strictness, around.now())) {
            return false;
        }
        Map<String, Double> numbers = new TreeMap<>(detector.numbers(around.now()));
        numbers.put("threshold", detector.limit(rate) * strictness);
        numbers.put("perSecond", rate);
        numbers.put("good", (double) good);
        numbers.put("bad", (double) bad);
        open(why, cause, null, numbers, ProbeSchedule.opened(around.now()), around);
        return true;
    }

    private double strictness(Surroundings around) {
        return phase() == Phase.RAMPING || around.worried() ? Surroundings.STRICT : 1;
    }

    private static int calls(CircuitOutcomes outcomes) {
        return Math.max(0, outcomes.good() - outcomes.takenBack())
                + outcomes.bad()
                + outcomes.minor()
                + outcomes.pending();
    }

    /** Open only because the page says so: our own calls go on, and may know better. */
    private void weigh(CircuitOutcomes outcomes, Surroundings around) {
        if (detect(outcomes, around)) {
            return;
        }
        successes += Math.max(0, outcomes.good() - outcomes.takenBack());
        double half = strictness(around) / 2;
        if (successes >= OUTWEIGHING && !errors.trips(perSecond(around), half, around.now())) {
            outweighed = page;
            startRamp(Ramp.Pace.AFTER_ERRORS, "status outweighed", Map.of("good", (double) successes), around);
        }
    }

    /** Calls that were let through although the circuit is open: a good one is as good as a probe, a bad one is no news. */
    private void trickle(CircuitOutcomes outcomes, Surroundings around) {
        boolean enough = switch (reason()) {
            case ERRORS -> outcomes.good() > 0;
            case LATENCY ->
                outcomes.timed() > outcomes.slow() || (outcomes.good() > 0 && around.slowestHealthy(model) == null);
            case VALIDATORS, QUALITY, STATUS, LATCH, OPERATOR -> false;
            case null -> false;
        };
        if (enough) {
            startRamp(Ramp.Pace.AFTER_ERRORS, "trickle good", Map.of("good", (double) outcomes.good()), around);
        }
    }

    @Override
    void judge(RunningProbe probe, ProbeResult result, Surroundings around, RandomGenerator random) {
        switch (Finding.ofHealth(result, reason() == Reason.LATENCY ? around.slowestHealthy(model) : null)) {
            case GOOD -> startRamp(Ramp.Pace.AFTER_ERRORS, "probe good", numbers(result), around);
            case BAD -> reopen("probe bad", numbers(result), further(probe.at(), around, random), around);
            case NOTHING -> {
                dropCandidate(probe.order().candidate());
                noNews(probe.at(), "probe without news", around, random);
            }
        }
    }

    private static Map<String, Double> numbers(ProbeResult result) {
        Long first = result.firstContentMs();
        return first == null ? Map.of() : Map.of("firstContentMs", (double) first);
    }

    @Override
    void noNews(long sent, String cause, Surroundings around, RandomGenerator random) {
        reopen(cause, Map.of(), further(sent, around, random), around);
    }

    @Override
    void beginProbes(long notBefore, Surroundings around) {
        order(notBefore, false, List.of(), around);
    }

    @Override
    void moved(Surroundings around) {
        if (phase() == Phase.OPEN && reason() == Reason.STATUS) {
            successes = 0;
            return;
        }
        page = null;
        successes = 0;
        minors = 0;
        configure(around);
    }

    @Override
    void configure(Surroundings around) {
        CallDetector slow = around.settings().latency();
        errors = around.settings().errors().fresh();
        latency = slow == null ? null : slow.fresh();
    }

    @Override
    void recalibrate(Surroundings around) {
        // Baselines are the breaker's; the detectors begin afresh with the new generation.
    }

    @Override
    ProbeSchedule released(long now) {
        return ProbeSchedule.at(ProbeSchedule.Rhythm.HEALTH, now);
    }

    @Override
    BreakerSettings.@Nullable Canary canary(BreakerSettings settings) {
        BreakerSettings.Canary canary = settings.canary();
        return canary == null || (model != null && !model.equals(canary.model())) ? null : canary;
    }

    @Override
    Map<String, Double> numbers(Surroundings around) {
        Map<String, Double> numbers = new TreeMap<>();
        errors.numbers(around.now()).forEach((name, value) -> numbers.put("errors-" + name, value));
        CallDetector slow = latency;
        if (slow != null) {
            slow.numbers(around.now()).forEach((name, value) -> numbers.put("latency-" + name, value));
        }
        return numbers;
    }

    @Override
    double sample(Surroundings around) {
        return 1;
    }
}
