package io.downclimb.incident.outside;

import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The calls that stand for what providers would do to a request: one after the other to each model rung, with its retries. */
final class StandingCalls {
    /** The service's own time before a request's first call, and between two calls, in ms. */
    private static final long START_MS = 20;

    private static final long STEP_MS = 10;
    private static final double MEAN_WAIT_MS = 125;
    private static final long USUAL_MS = 1_000;
    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private final Timeline timeline;
    private final Map<String, Policy> changed;
    private final CallModel model;
    private final long seed;

    StandingCalls(Timeline timeline, Map<String, Policy> changed, CallModel model, long seed) {
        this.timeline = timeline;
        this.changed = Map.copyOf(changed);
        this.model = model;
        this.seed = seed;
    }

    /** A request with its calls. Its own randomness depends on seed and place alone. */
    IncidentRequest request(int place, Arrivals.Arrival arrival, Policy policy, String policyHash) {
        RandomGenerator random = new SplittableRandom(seed * MIXER + place);
        String id = new UUID(seed, place).toString();
        long receivedAt = arrival.at() - arrival.movedBy();
        return new IncidentRequest(
                id,
                "default",
                policy.route(),
                policyHash,
                "request/default/" + id,
                receivedAt,
                receivedAt + policy.deadline().toMillis(),
                1,
                false,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                List.of(),
                List.of(),
                null,
                calls(arrival, policy, random));
    }

    private List<IncidentAttempt> calls(Arrivals.Arrival arrival, Policy policy, RandomGenerator random) {
        List<IncidentAttempt> attempts = new ArrayList<>();
        String first = policy.firstModel().map(Rung.Model::provider).orElse("");
        long at = arrival.at() + START_MS;
        for (Target target : targets(policy)) {
            Rung.Model rung = target.rung();
            for (int call = 0; call <= rung.retries(); call++) {
                Severity severity = timeline.at(at, rung.provider(), first);
                CallModel.Call drawn =
                        model.draw(arrival.size(), severity, rung.budget().toMillis(), random);
                attempts.add(attempt(attempts.size() + 1, target.index(), rung, at - arrival.movedBy(), drawn));
                at += drawn.totalMs() + STEP_MS;
                if (!mayBeTriedAgain(drawn.outcome())) {
                    break;
                }
                at += Math.round(2 * MEAN_WAIT_MS * random.nextDouble());
            }
        }
        return attempts;
    }

    /**
     * A rung that is called.
     *
     * @param index in the request's own ladder; its size for a rung of the changed one
     */
    private record Target(int index, Rung.Model rung) {}

    /** The model rungs of a policy, and what the changed policy of its route calls beside them. */
    private List<Target> targets(Policy policy) {
        List<Target> targets = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int index = 0; index < policy.ladder().size(); index++) {
            if (policy.ladder().get(index) instanceof Rung.Model rung) {
                targets.add(new Target(index, rung));
                known.add(name(rung));
            }
        }
        Policy other = changed.get(policy.route());
        for (Rung further : other == null ? List.<Rung>of() : other.ladder()) {
            if (further instanceof Rung.Model rung && known.add(name(rung))) {
                targets.add(new Target(policy.ladder().size(), rung));
            }
        }
        return targets;
    }

    private static String name(Rung.Model rung) {
        return rung.provider() + '/' + rung.model();
    }

    private static boolean mayBeTriedAgain(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                && failed.errorClass().again() != ErrorClass.Again.NEVER
                && failed.errorClass().again() != ErrorClass.Again.AS_HINTED;
    }

    private static IncidentAttempt attempt(int number, int index, Rung.Model rung, long sentAt, CallModel.Call drawn) {
        Usage usage = drawn.outcome() instanceof Outcome.Whole whole ? whole.usage() : Usage.UNKNOWN;
        BigDecimal cost = usage.cost(rung.price());
        AttemptResult result = new AttemptResult(
                number, index, drawn.outcome(), drawn.firstContentMs(), drawn.totalMs(), USUAL_MS, 1, null, 0);
        return new IncidentAttempt(
                number,
                index,
                rung.tier(),
                rung.provider(),
                rung.model(),
                1,
                sentAt,
                sentAt + drawn.totalMs(),
                result,
                status(drawn.outcome()),
                usage.inputTokens(),
                usage.outputTokens(),
                cost);
    }

    private static @Nullable Integer status(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.status() : Integer.valueOf(200);
    }
}
