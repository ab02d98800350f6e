package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.OutcomeReport.LatchNews;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A key or a model that was refused.
 *
 * <ol>
 *   <li>One refusal opens it: waiting does not help, and others with the same key would be refused, too.
 *   <li>It is asked again each 52 to 55 s, or when the provider said so if that is later than a minute, but at least each hour.
 *   <li>A call that is accepted closes it at once: a key is accepted or it is not, so there is nothing to ramp.
 *   <li>A provider that is down in the meantime says nothing about the key.
 * </ol>
 */
final class LatchCircuit extends Circuit {
    private static final long SOON_MS = 60_000;
    private static final long LONGEST_MS = 3_600_000;

    private @Nullable Long until;
    private long closedAt;

    LatchCircuit(CircuitState state, Watch.Latch watch, Journal journal) {
        super(state, journal);
        until = watch.until();
        closedAt = watch.closedAt();
    }

    @Override
    Watch watch() {
        return new Watch.Latch(until, closedAt);
    }

    /**
     * A refusal.
     *
     * @param at when it was reported, in ms since 1970; one from before the circuit closed is old
     */
    void refused(LatchNews news, long at, Surroundings around) {
        if (forced() || (phase() == Phase.CLOSED && at < closedAt)) {
            return;
        }
        if (phase() == Phase.CLOSED) {
            until = news.until();
            open(
                    Reason.LATCH,
                    "latch",
                    news.errorClass().name(),
                    Map.of(),
                    named(ProbeSchedule.latched(around.now()), around),
                    around);
            return;
        }
        if (news.until() != null && !news.until().equals(until) && reason() == Reason.LATCH) {
            until = news.until();
            reschedule(named(ProbeSchedule.latched(around.now()), around));
        }
    }

    /** The schedule, unless the provider named a later time. */
    private ProbeSchedule named(ProbeSchedule usual, Surroundings around) {
        Long named = until;
        if (named == null || named <= around.now() + SOON_MS) {
            return usual;
        }
        return new ProbeSchedule(usual.rhythm(), Math.min(named, around.now() + LONGEST_MS), usual.made());
    }

    @Override
    void judge(RunningProbe probe, ProbeResult result, Surroundings around, RandomGenerator random) {
        switch (Finding.ofLatch(result, id())) {
            case GOOD -> go(Phase.CLOSED, null, "probe good", Map.of(), around);
            case BAD -> again(probe.at(), "probe bad", around, random);
            case NOTHING -> again(probe.at(), "probe without news", around, random);
        }
    }

    @Override
    void noNews(long sent, String cause, Surroundings around, RandomGenerator random) {
        again(sent, cause, around, random);
    }

    private void again(long sent, String cause, Surroundings around, RandomGenerator random) {
        reopen(cause, Map.of(), named(further(sent, around, random), around), around);
    }

    @Override
    void beginProbes(long notBefore, Surroundings around) {
        order(notBefore, false, List.of(), around);
    }

    @Override
    void moved(Surroundings around) {
        if (phase() == Phase.CLOSED) {
            until = null;
            closedAt = around.now();
        }
    }

    @Override
    ProbeSchedule released(long now) {
        return ProbeSchedule.at(ProbeSchedule.Rhythm.LATCH, now);
    }

    @Override
    BreakerSettings.@Nullable Canary canary(BreakerSettings settings) {
        BreakerSettings.Canary canary = settings.canary();
        return canary != null && id() instanceof CircuitId.Model(String model) && !model.equals(canary.model())
                ? null
                : canary;
    }

    @Override
    void listen(CircuitOutcomes outcomes, Surroundings around) {}

    @Override
    void configure(Surroundings around) {}

    @Override
    void recalibrate(Surroundings around) {}

    @Override
    Map<String, Double> numbers(Surroundings around) {
        return Map.of();
    }

    @Override
    double sample(Surroundings around) {
        return 1;
    }
}
