package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.Ending;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A request's way down the ladder, as decisions alone: it calls nothing, and takes time and randomness as arguments. Whoever walks it, the workflow or a
 * simulation,
 *
 * <ol>
 *   <li>asks for the {@link #next} step;
 *   <li>makes the call, where it is one, and tells what it {@link #took};
 *   <li>goes on until the step is the end.
 * </ol>
 *
 * <p>What follows a failure is {@link RetrySchedule}'s to say, which rungs are ruled out {@link Climb}'s, how much time there is {@link Deadline}'s.
 */
public final class Descent {
    private final RequestInput input;
    private final Prepared prepared;
    private final Policy policy;
    private final Deadline deadline;
    private final Random random;
    private final Climb climb;
    /** The rung it stands at. */
    private int index;
    /** Where that rung is being tried. */
    private @Nullable Stand stand;

    private Conclusion.@Nullable End end;

    /** What is to be done. */
    public sealed interface Step {}

    /**
     * A call to make.
     *
     * @param giveUpAt when whoever waits for it stops waiting, in ms since 1970
     */
    public record Call(AttemptOrder order, Rung.Model rung, long giveUpAt) implements Step {}

    /** Nothing more: this is how the request ends. */
    public record End(Conclusion.End end) implements Step {}

    /** A rung being tried: its limits, what its retries may still do, and when the next call may be sent. */
    private static final class Stand {
        private final Deadline.Limits limits;
        private final RetrySchedule retries;
        private long notBefore;

        Stand(Rung.Model rung, Deadline.Limits limits) {
            this.limits = limits;
            retries = new RetrySchedule(rung, limits);
        }
    }

    private Descent(RequestInput input, Prepared prepared, Random random) {
        this.input = input;
        this.prepared = prepared;
        this.random = random;
        policy = prepared.policy();
        deadline = Deadline.of(policy, input.deadlineAt(), input.share());
        climb = new Climb(policy, prepared.skips());
    }

    /** At the top of the ladder. */
    public static Descent of(RequestInput input, Prepared prepared, Random random) {
        return new Descent(input, prepared, random);
    }

    /** What to do now, at this time in ms since 1970. */
    public Step next(long now) {
        while (end == null) {
            Call call = index == policy.ladder().size()
                    ? lastResort(null)
                    : stepAt(policy.ladder().get(index), now);
            if (call != null) {
                return call;
            }
        }
        return new End(end);
    }

    private @Nullable Call stepAt(Rung rung, long now) {
        return switch (rung) {
            case Rung.Cache cache -> lookUp(cache);
            case Rung.Model model -> tryModel(model, now);
            case Rung.Canned canned -> lastResort(canned);
        };
    }

    private @Nullable Call lookUp(Rung.Cache cache) {
        CacheHit cached = prepared.cached();
        if (cached != null && cached.fresh()) {
            end = new Conclusion.ByCache(index, cache.tier(), cached);
        }
        index++;
        return null;
    }

    private @Nullable Call tryModel(Rung.Model rung, long now) {
        Stand here = stand == null ? enter(rung, now) : stand;
        stand = here;
        if (here == null) {
            return goDown();
        }
        AttemptResult recorded = recorded(climb.attempts() + 1);
        if (recorded != null) {
            took(recorded, now);
            return null;
        }
        if (!deadline.leavesTimeForCalls(now)) {
            climb.skip(index, "no time was left");
            return goDown();
        }
        return new Call(order(rung, here), rung, deadline.giveUpAt(here.limits));
    }

    /** Null where the rung may not be tried; that is noted down with its reason. */
    private @Nullable Stand enter(Rung.Model rung, long now) {
        if (climb.isUnfit(index)) {
            return null;
        }
        String ruledOut = climb.ruledOut(rung);
        if (ruledOut != null) {
            climb.skip(index, ruledOut);
            return null;
        }
        Admission admission = prepared.admission(index);
        boolean known = recorded(climb.attempts() + 1) != null;
        if (admission != null && !known && !admission.allowed()) {
            climb.skip(index, String.valueOf(admission.why()));
            return null;
        }
        return new Stand(rung, deadline.enter(rung, now));
    }

    private @Nullable Call goDown() {
        stand = null;
        index++;
        return null;
    }

    private AttemptOrder order(Rung.Model rung, Stand here) {
        return new AttemptOrder(
                input.requestId(),
                input.policyHash(),
                climb.attempts() + 1,
                index,
                rung.tier(),
                rung.provider(),
                rung.model(),
                here.notBefore,
                here.limits.firstContentBy(),
                here.limits.completeBy(),
                here.retries.retries(),
                new Ending(policy.isBelowFirstModel(index), climb.classes(), climb.skips()));
    }

    /** What the call brought, at this time in ms since 1970. */
    public void took(AttemptResult result, long now) {
        Rung.Model rung = (Rung.Model) policy.ladder().get(index);
        switch (result.outcome()) {
            case Outcome.Held held -> {
                climb.skip(index, held.why());
                goDown();
            }
            case Outcome.Whole _ -> answered(rung, result, false);
            case Outcome.Refused _ -> answered(rung, result, true);
            case Outcome.Failed failure -> failed(rung, result, failure, now);
        }
    }

    private void answered(Rung.Model rung, AttemptResult result, boolean refused) {
        climb.made();
        climb.ended(result.concluded());
        end = new Conclusion.ByAttempt(index, rung.tier(), climb.attempts(), policy.isBelowFirstModel(index), refused);
    }

    private void failed(Rung.Model rung, AttemptResult result, Outcome.Failed failure, long now) {
        if (stand == null) {
            throw new IllegalStateException("no call was asked for");
        }
        climb.made();
        climb.met(rung, result, failure);
        switch (stand.retries.after(result, failure, now, random)) {
            case NextStep.RetryAfter again -> stand.notBefore = now + again.waitMs();
            case NextStep.GoDown _ -> goDown();
            case NextStep.Stop _ ->
                end = new Conclusion.Failed(failure.errorClass(), climb.attempts(), failure.detail());
        }
    }

    /** Below the last model: what is stale, then what a person wrote, then the honest error. */
    private @Nullable Call lastResort(Rung.@Nullable Canned canned) {
        end = lastResortEnd(canned);
        return null;
    }

    private Conclusion.End lastResortEnd(Rung.@Nullable Canned canned) {
        Integer tooLong = climb.onlyTooLong();
        if (tooLong != null) {
            return new Conclusion.Failed(ErrorClass.CONTEXT_LENGTH, tooLong, "the prompt is longer than every window");
        }
        ErrorClass unfit = climb.unfitEverywhere();
        if (unfit != null) {
            return new Conclusion.Failed(unfit, null, "no rung of the ladder can carry this request");
        }
        CacheHit cached = prepared.cached();
        if (cached != null) {
            return new Conclusion.ByCache(0, policy.ladder().getFirst().tier(), cached);
        }
        return canned != null
                ? new Conclusion.ByCanned(index, canned.tier())
                : new Conclusion.Failed(
                        null, null, climb.attempts() == 0 ? "no rung could be tried" : "every rung failed");
    }

    private @Nullable AttemptResult recorded(int number) {
        return prepared.attempts().stream()
                .filter(result -> result.number() == number && result.rung() == index)
                .findFirst()
                .orElse(null);
    }

    /** How many calls were made. */
    public int attempts() {
        return climb.attempts();
    }

    /** The error classes met so far, as "tier:CLASS", in order. */
    public List<String> classes() {
        return climb.classes();
    }

    /** The rungs passed over so far. */
    public List<Skip> skips() {
        return climb.skips();
    }

    /** The conclusion that was committed with the answer; null where it is yet to be written. */
    public @Nullable Concluded concluded() {
        return climb.concluded();
    }
}
