package io.downclimb.incident.story;

import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far down the ladder the story has come, what was met there, and why the next step was taken. */
final class Descended {
    /** Takes a decision. */
    interface Telling {
        void decided(long at, String text, List<String> details);
    }

    private final Policy policy;
    /** Why rungs were passed over, by rung, as was recorded at the end or on the way. */
    private final Map<Integer, Skip> skips = new HashMap<>();

    private final List<AttemptResult> recorded = new ArrayList<>();
    private final Map<ErrorClass, Integer> met = new EnumMap<>(ErrorClass.class);
    /** The rung that the story is on; -1 above all. */
    private int rung = -1;

    private int retries;
    private long firstContentBy;
    /** What failed last, while it is not told what followed. */
    private @Nullable Failure failure;

    private record Failure(long at, AttemptResult result, Outcome.Failed failed) {}

    Descended(Policy policy) {
        this.policy = policy;
    }

    /** Reasons for passing over are recorded later than they are met. */
    void foresee(IncidentRequest request, List<Fact> facts) {
        for (String skipped : request.skipped()) {
            int colon = skipped.indexOf(": ");
            for (int index = 0; colon > 0 && index < policy.ladder().size(); index++) {
                String tier = policy.ladder().get(index).tier();
                if (tier.equals(skipped.substring(0, colon)) && !skips.containsKey(index)) {
                    skips.put(index, new Skip(index, tier, null, skipped.substring(colon + 2)));
                    break;
                }
            }
        }
        for (Fact fact : facts) {
            switch (fact) {
                case Fact.Ordered ordered
                when ordered.order().ending() != null ->
                    ordered.order().ending().skips().forEach(skip -> skips.put(skip.rung(), skip));
                case Fact.Ended ended
                when ended.conclusion() != null ->
                    ended.conclusion().skips().forEach(skip -> skips.put(skip.rung(), skip));
                default -> {}
            }
        }
    }

    void know(Prepared prepared) {
        recorded.addAll(prepared.attempts());
    }

    /** Recorded results of attempts before this number, each once. */
    List<AttemptResult> takeRecorded(int before) {
        List<AttemptResult> taken = new ArrayList<>();
        Iterator<AttemptResult> rest = recorded.iterator();
        while (rest.hasNext()) {
            AttemptResult result = rest.next();
            if (result.number() < before) {
                taken.add(result);
                rest.remove();
            }
        }
        return taken;
    }

    Rung.@Nullable Model model(int index) {
        return index >= 0 && index < policy.ladder().size() && policy.ladder().get(index) instanceof Rung.Model model
                ? model
                : null;
    }

    long firstContentBy() {
        return firstContentBy;
    }

    /** Tells what was decided before this call: that the rung above was left, and which were passed over. */
    void decided(Fact.Ordered ordered, Telling telling) {
        enter(ordered.order().rung(), ordered.at(), telling);
    }

    void enter(int next, long at, Telling telling) {
        if (next == rung) {
            return;
        }
        leave(at, telling);
        passOver(next, at, telling);
        rung = next;
        met.clear();
        retries = 0;
        firstContentBy = 0;
    }

    /** Why this call was made, beside what the retry's own words say. */
    List<String> why(Fact.Ordered ordered) {
        Failure last = failure;
        if (last == null) {
            Rung.Model model = model(ordered.order().rung());
            return model == null ? List.of() : List.of(allowance(model));
        }
        boolean anotherKey = isRefusal(last.failed().errorClass());
        return List.of(Reasons.again(last.failed(), retries + (anotherKey ? 0 : 1)));
    }

    private static String allowance(Rung.Model model) {
        return "up to %d %s on this rung, %s until the first content"
                .formatted(
                        model.retries() + 1,
                        model.retries() == 0 ? "call" : "calls",
                        Units.time(model.budget().toMillis()));
    }

    String retryWords(Fact.Ordered ordered) {
        Failure last = failure;
        if (last == null) {
            return "";
        }
        AttemptOrder order = ordered.order();
        Rung.Model model = model(order.rung());
        boolean anotherKey = isRefusal(last.failed().errorClass());
        long wait = order.notBefore() == 0 ? 0 : order.notBefore() - ordered.at();
        return " again%s%s"
                .formatted(
                        wait > 0 ? " after " + Units.time(wait) : "",
                        anotherKey
                                ? " with another key"
                                : " (retry %d%s)"
                                        .formatted(retries + 1, model == null ? "" : " of " + model.retries()));
    }

    void ordered(AttemptOrder order) {
        Failure last = failure;
        if (last != null && !isRefusal(last.failed().errorClass())) {
            retries++;
        }
        failure = null;
        firstContentBy = order.firstContentBy();
    }

    void brought(long at, AttemptResult result) {
        failure = null;
        switch (result.outcome()) {
            case Outcome.Failed failed -> {
                met.merge(failed.errorClass(), 1, Integer::sum);
                failure = new Failure(at, result, failed);
            }
            case Outcome.Held _ -> skips.remove(result.rung());
            case Outcome.Whole _, Outcome.Refused _ -> {}
        }
    }

    /** Tells what was decided before the end. */
    void over(Fact.Ended ended, boolean goesBelow, Telling telling) {
        Failure last = failure;
        if (last != null && ended.conclusion() != null) {
            if (ended.conclusion().end() instanceof Conclusion.Failed stopped
                    && stopped.errorClass() == last.failed().errorClass()
                    && last.failed().errorClass().below() == ErrorClass.Below.NO) {
                telling.decided(
                        ended.at(),
                        "stops: no rung further down could do better",
                        List.of("%s: %s"
                                .formatted(
                                        last.failed().errorClass(),
                                        Reasons.meaning(last.failed().errorClass()))));
                failure = null;
                return;
            }
        }
        if (goesBelow) {
            leave(ended.at(), telling);
            passOver(policy.ladder().size(), ended.at(), telling);
        }
    }

    private void leave(long at, Telling telling) {
        Failure last = failure;
        failure = null;
        Rung.Model model = model(rung);
        if (last == null || model == null) {
            return;
        }
        ErrorClass errorClass = last.failed().errorClass();
        telling.decided(
                at,
                "goes down from " + model.tier(),
                List.of(Reasons.down(
                        model,
                        last.result(),
                        last.failed(),
                        met.getOrDefault(errorClass, 1),
                        retries,
                        firstContentBy - last.at())));
    }

    private void passOver(int next, long at, Telling telling) {
        for (int index = Math.max(0, rung + 1); index < next; index++) {
            Rung.Model model = model(index);
            if (model == null) {
                continue;
            }
            Skip skip = skips.get(index);
            String reason = skip == null ? "why is not recorded" : skip.reason();
            telling.decided(
                    at,
                    "passes over %s (%s/%s): %s".formatted(model.tier(), model.provider(), model.model(), reason),
                    skip == null || skip.errorClass() == null
                            ? List.of()
                            : List.of("it would have met %s there".formatted(skip.errorClass())));
        }
    }

    private static boolean isRefusal(ErrorClass errorClass) {
        return errorClass == ErrorClass.AUTH || errorClass == ErrorClass.QUOTA;
    }
}
