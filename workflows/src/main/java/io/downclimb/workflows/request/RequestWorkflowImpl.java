package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.activity.CacheFill;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.Ending;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.PrepareOrder;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.ShortStep;
import io.downclimb.workflows.activity.Steps;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.policy.Rung;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request: prepare, climb down rung by rung, conclude, and only then what the caller need not wait for.
 *
 * <p>Sequencing only. What follows a failure is {@link RetrySchedule}'s to say, which rungs are ruled out {@link Climb}'s, how
 * much time there is {@link Deadline}'s.
 */
public final class RequestWorkflowImpl implements RequestWorkflow {
    private final Steps steps = Workflow.newLocalActivityStub(Steps.class, ShortStep.OPTIONS);
    private final Random random = Workflow.newRandom();
    /** The caller's node did not take a call up: it is not waited for again. */
    private boolean callerLost;
    /** The call next to this decision: one at a time. */
    private @Nullable Promise<AttemptResult> inline;

    @Override
    public Concluded run(RequestInput input) {
        Prepared prepared = steps.prepare(new PrepareOrder(input.requestId(), input.policyHash()));
        Concluded recorded = prepared.concluded();
        if (recorded != null) {
            label(recorded);
            return recorded;
        }
        Climb climb = new Climb(prepared.policy(), prepared.skips());
        Conclusion.End end;
        try {
            end = climbDown(input, prepared, climb);
        } catch (ConcludedElsewhere elsewhere) {
            end = new Conclusion.Cancelled("concluded or erased meanwhile");
        } catch (CanceledFailure cancelled) {
            concludeCancelled(input, climb);
            throw cancelled;
        }
        Concluded committed = climb.concluded();
        Concluded concluded = committed != null ? committed : steps.conclude(conclusion(input, climb, end));
        label(concluded);
        fillCache(input, prepared, end, concluded);
        return concluded;
    }

    private Conclusion.End climbDown(RequestInput input, Prepared prepared, Climb climb) {
        Deadline deadline = Deadline.of(prepared.policy(), input.deadlineAt(), input.share());
        CacheHit cached = prepared.cached();
        List<Rung> ladder = prepared.policy().ladder();
        for (int index = 0; index < ladder.size(); index++) {
            Conclusion.End end = switch (ladder.get(index)) {
                case Rung.Cache cache -> freshHit(cache, cached, index);
                case Rung.Model model -> tryModel(input, prepared, climb, deadline, index, model);
                case Rung.Canned canned -> lastResort(climb, ladder, cached, index, canned);
            };
            if (end != null) {
                return end;
            }
        }
        return lastResort(climb, ladder, cached, ladder.size(), null);
    }

    private static Conclusion.@Nullable End freshHit(Rung.Cache cache, @Nullable CacheHit cached, int index) {
        return cached != null && cached.fresh() ? new Conclusion.ByCache(index, cache.tier(), cached) : null;
    }

    /** Null where the climb goes on below. */
    private Conclusion.@Nullable End tryModel(
            RequestInput input, Prepared prepared, Climb climb, Deadline deadline, int index, Rung.Model rung) {
        if (climb.isUnfit(index)) {
            return null;
        }
        String ruledOut = climb.ruledOut(rung);
        if (ruledOut != null) {
            climb.skip(index, ruledOut);
            return null;
        }
        Admission admission = prepared.admission(index);
        boolean known = recorded(prepared, climb.attempts() + 1, index) != null;
        if (admission != null && !known && !admission.allowed()) {
            climb.skip(index, String.valueOf(admission.why()));
            return null;
        }
        Deadline.Limits limits = deadline.enter(rung, Workflow.currentTimeMillis());
        RetrySchedule retries = new RetrySchedule(rung, limits);
        long notBefore = 0;
        while (true) {
            AttemptResult recorded = recorded(prepared, climb.attempts() + 1, index);
            if (recorded == null && !deadline.leavesTimeForCalls(Workflow.currentTimeMillis())) {
                climb.skip(index, "no time was left");
                return null;
            }
            int number = climb.attempts() + 1;
            AttemptResult result = recorded != null
                    ? recorded
                    : attempt(input, prepared, climb, deadline, limits, number, index, rung, notBefore, retries);
            if (result.outcome() instanceof Outcome.Held held) {
                climb.skip(index, held.why());
                return null;
            }
            climb.made();
            if (!(result.outcome() instanceof Outcome.Failed failure)) {
                climb.ended(result.concluded());
                return new Conclusion.ByAttempt(
                        index,
                        rung.tier(),
                        number,
                        prepared.policy().isBelowFirstModel(index),
                        result.outcome() instanceof Outcome.Refused);
            }
            climb.met(rung, result, failure);
            switch (retries.after(result, failure, Workflow.currentTimeMillis(), random)) {
                case NextStep.RetryAfter again -> notBefore = Workflow.currentTimeMillis() + again.waitMs();
                case NextStep.GoDown _ -> {
                    return null;
                }
                case NextStep.Stop _ -> {
                    return new Conclusion.Failed(failure.errorClass(), number, failure.detail());
                }
            }
        }
    }

    private AttemptResult attempt(
            RequestInput input,
            Prepared prepared,
            Climb climb,
            Deadline deadline,
            Deadline.Limits limits,
            int number,
            int index,
            Rung.Model rung,
            long notBefore,
            RetrySchedule retries) {
        AttemptOrder order = new AttemptOrder(
                input.requestId(),
                input.policyHash(),
                number,
                index,
                rung.tier(),
                rung.provider(),
                rung.model(),
                notBefore,
                limits.firstContentBy(),
                limits.completeBy(),
                retries.retries(),
                new Ending(prepared.policy().isBelowFirstModel(index), climb.classes(), climb.skips()));
        try {
            return made(input.callerQueue(), order, rung, deadline, limits);
        } catch (ActivityFailure failure) {
            if (failure.getCause() instanceof CanceledFailure cancelled) {
                throw cancelled;
            }
            if (failure.getCause() instanceof ApplicationFailure refused
                    && refused.getType().equals(Attempts.NOT_WANTED)) {
                throw new ConcludedElsewhere();
            }
            return steps.recall(order);
        }
    }

    /** At the node whose caller reads along, while there is such a node; else here, where the rung asks for it, or wherever a worker is free. */
    private AttemptResult made(
            @Nullable String callerQueue,
            AttemptOrder order,
            Rung.Model rung,
            Deadline deadline,
            Deadline.Limits limits) {
        if (callerQueue != null && !callerLost) {
            try {
                return Hands.attemptsAt(callerQueue, order, patience(deadline, limits))
                        .attempt(order);
            } catch (ActivityFailure failure) {
                if (!Hands.wasNotTakenUp(failure)) {
                    throw failure;
                }
                callerLost = true;
            }
        }
        Duration patience = patience(deadline, limits);
        return rung.runsInline() && callerQueue == null
                ? madeInline(order, patience)
                : Hands.attempts(order, patience).attempt(order);
    }

    /** The engine ends no local activity. So a cancel is looked out for beside the call, and the conclusion that follows ends it. */
    private AttemptResult madeInline(AttemptOrder order, Duration patience) {
        CancellationScope.throwCanceled();
        Promise<AttemptResult> call = Async.function(Hands.attemptsInline(patience)::attempt, order);
        inline = call;
        Promise.anyOf(call, CancellationScope.current().getCancellationRequest())
                .get();
        if (!call.isCompleted()) {
            CancellationScope.throwCanceled();
        }
        return call.get();
    }

    private static Duration patience(Deadline deadline, Deadline.Limits limits) {
        return Duration.ofMillis(Math.max(1, deadline.giveUpAt(limits) - Workflow.currentTimeMillis()));
    }

    /** Below the last model: what is stale, then what a person wrote, then the honest error. */
    private static Conclusion.End lastResort(
            Climb climb, List<Rung> ladder, @Nullable CacheHit cached, int index, Rung.@Nullable Canned canned) {
        Integer tooLong = climb.onlyTooLong();
        if (tooLong != null) {
            return new Conclusion.Failed(ErrorClass.CONTEXT_LENGTH, tooLong, "the prompt is longer than every window");
        }
        ErrorClass unfit = climb.unfitEverywhere();
        if (unfit != null) {
            return new Conclusion.Failed(unfit, null, "no rung of the ladder can carry this request");
        }
        if (cached != null) {
            return new Conclusion.ByCache(0, ladder.getFirst().tier(), cached);
        }
        return canned != null
                ? new Conclusion.ByCanned(index, canned.tier())
                : new Conclusion.Failed(
                        null, null, climb.attempts() == 0 ? "no rung could be tried" : "every rung failed");
    }

    private static @Nullable AttemptResult recorded(Prepared prepared, int number, int index) {
        return prepared.attempts().stream()
                .filter(result -> result.number() == number && result.rung() == index)
                .findFirst()
                .orElse(null);
    }

    private void concludeCancelled(RequestInput input, Climb climb) {
        CancellationScope detached = Workflow.newDetachedCancellationScope(() -> {
            Concluded concluded = steps.conclude(conclusion(input, climb, new Conclusion.Cancelled("cancelled")));
            if (inline != null) {
                inline.handle((_, _) -> concluded).get();
            }
            label(concluded);
        });
        detached.run();
    }

    private static Conclusion conclusion(RequestInput input, Climb climb, Conclusion.End end) {
        return new Conclusion(input.requestId(), input.policyHash(), end, climb.classes(), climb.skips());
    }

    /**
     * What lists and searches show. A request starts with the labels it most likely ends with, so that in the usual case there is nothing
     * to tell; whatever turned out otherwise is told here.
     */
    private static void label(Concluded concluded) {
        SearchAttributes expected = Workflow.getTypedSearchAttributes();
        String tier = concluded.tier();
        List<SearchAttributeUpdate<?>> told = Stream.of(
                        differing(expected, TIER, tier),
                        differing(expected, PROVIDER, concluded.provider()),
                        differing(expected, DEGRADED, tier == null ? null : Boolean.valueOf(concluded.degraded())))
                .flatMap(Optional::stream)
                .toList();
        if (!told.isEmpty()) {
            Workflow.upsertTypedSearchAttributes(told.toArray(SearchAttributeUpdate<?>[]::new));
        }
    }

    private static <T> Optional<SearchAttributeUpdate<?>> differing(
            SearchAttributes expected, SearchAttributeKey<T> key, @Nullable T value) {
        if (Objects.equals(expected.get(key), value)) {
            return Optional.empty();
        }
        return Optional.of(value == null ? key.valueUnset() : key.valueSet(value));
    }

    private void fillCache(RequestInput input, Prepared prepared, Conclusion.End end, Concluded concluded) {
        if (!concluded.won() || !concluded.outcome().equals("answered")) {
            return;
        }
        if (end instanceof Conclusion.ByAttempt answered
                && !answered.degraded()
                && !answered.refused()
                && prepared.policy().ladder().getFirst() instanceof Rung.Cache cache) {
            long ttl = cache.ttl().toMillis();
            Duration stale = cache.stale();
            long keep = stale == null ? ttl : Math.max(ttl, stale.toMillis());
            steps.fillCache(new CacheFill(input.requestId(), input.policyHash(), answered.attempt(), ttl, keep));
        }
    }

    /** Somebody else has written the conclusion, or erased the request: the climb is over. */
    private static final class ConcludedElsewhere extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
