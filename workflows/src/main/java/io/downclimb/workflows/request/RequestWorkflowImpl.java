package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.activity.CacheFill;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.PrepareOrder;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.ShortStep;
import io.downclimb.workflows.activity.Steps;
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
 * <p>Sequencing only. What is decided on the way is {@link Descent}'s to say.
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
        Descent descent = Descent.of(input, prepared, random);
        Conclusion.End end;
        try {
            end = climbDown(input, descent);
        } catch (ConcludedElsewhere elsewhere) {
            end = new Conclusion.Cancelled("concluded or erased meanwhile");
        } catch (CanceledFailure cancelled) {
            concludeCancelled(input, descent);
            throw cancelled;
        }
        Concluded committed = descent.concluded();
        Concluded concluded = committed != null ? committed : steps.conclude(conclusion(input, descent, end));
        label(concluded);
        fillCache(input, prepared, end, concluded);
        return concluded;
    }

    private Conclusion.End climbDown(RequestInput input, Descent descent) {
        while (true) {
            switch (descent.next(Workflow.currentTimeMillis())) {
                case Descent.End(Conclusion.End end) -> {
                    return end;
                }
                case Descent.Call call -> {
                    AttemptResult result = attempt(input.callerQueue(), call);
                    descent.took(result, Workflow.currentTimeMillis());
                }
            }
        }
    }

    private AttemptResult attempt(@Nullable String callerQueue, Descent.Call call) {
        try {
            return made(callerQueue, call);
        } catch (ActivityFailure failure) {
            if (failure.getCause() instanceof CanceledFailure cancelled) {
                throw cancelled;
            }
            if (failure.getCause() instanceof ApplicationFailure refused
                    && refused.getType().equals(Attempts.NOT_WANTED)) {
                throw new ConcludedElsewhere();
            }
            return steps.recall(call.order());
        }
    }

    /** At the node whose caller reads along, while there is such a node; else here, where the rung asks for it, or wherever a worker is free. */
    private AttemptResult made(@Nullable String callerQueue, Descent.Call call) {
        AttemptOrder order = call.order();
        if (callerQueue != null && !callerLost) {
            try {
                return Hands.attemptsAt(callerQueue, order, patience(call)).attempt(order);
            } catch (ActivityFailure failure) {
                if (!Hands.wasNotTakenUp(failure)) {
                    throw failure;
                }
                callerLost = true;
            }
        }
        return call.rung().runsInline() && callerQueue == null
                ? madeInline(order, patience(call))
                : Hands.attempts(order, patience(call)).attempt(order);
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

    private static Duration patience(Descent.Call call) {
        return Duration.ofMillis(Math.max(1, call.giveUpAt() - Workflow.currentTimeMillis()));
    }

    private void concludeCancelled(RequestInput input, Descent descent) {
        CancellationScope detached = Workflow.newDetachedCancellationScope(() -> {
            Concluded concluded = steps.conclude(conclusion(input, descent, new Conclusion.Cancelled("cancelled")));
            if (inline != null) {
                inline.handle((_, _) -> concluded).get();
            }
            label(concluded);
        });
        detached.run();
    }

    private static Conclusion conclusion(RequestInput input, Descent descent, Conclusion.End end) {
        return new Conclusion(input.requestId(), input.policyHash(), end, descent.classes(), descent.skips());
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
