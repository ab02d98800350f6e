package io.downclimb.incident.story;

import io.downclimb.incident.IncidentHistory;
import io.downclimb.incident.IncidentJudgement;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells a request's story from its facts: walks down the ladder as the request did, and finds for each step what was known, why it was taken
 * and what was left of the time.
 */
final class Narrator {
    private final IncidentRequest request;
    private final Policy policy;
    private final Circuits circuits;
    private final List<IncidentJudgement> judgements;
    private final List<Step> steps = new ArrayList<>();
    private final Descended descended;
    private boolean concluded;

    Narrator(IncidentRequest request, Policy policy, Circuits circuits, List<IncidentJudgement> judgements) {
        this.request = request;
        this.policy = policy;
        this.circuits = circuits;
        this.judgements = judgements;
        this.descended = new Descended(policy);
    }

    Story tell(@Nullable IncidentHistory history, @Nullable String whyNoHistory) {
        List<Fact> facts = history == null ? RecordedFacts.of(request) : HistoryFacts.of(history);
        descended.foresee(request, facts);
        arrived();
        facts.forEach(this::tell);
        judged();
        Long concludedAt = request.concludedAt();
        BigDecimal cost = request.costUsd();
        return new Story(
                request.id(),
                request.route(),
                request.policyHash(),
                request.workflowId(),
                history == null ? null : history.runId(),
                request.receivedAt(),
                request.deadlineAt() - request.receivedAt(),
                request.outcome(),
                request.tier(),
                request.degraded(),
                concludedAt == null ? null : concludedAt - request.receivedAt(),
                cost == null ? null : cost.stripTrailingZeros().toPlainString(),
                withBreakers(),
                notes(history, whyNoHistory));
    }

    private void arrived() {
        List<String> details = new ArrayList<>();
        long whole = request.deadlineAt() - request.receivedAt();
        long reserve = Math.min(policy.reserve().toMillis(), whole / 4);
        details.add("the last %s are kept for the last rung".formatted(Units.time(reserve)));
        if (request.share() < 1) {
            details.add("its caller allows %s %% of the route's %s: every budget shrinks to that"
                    .formatted(
                            Units.number(request.share() * 100),
                            Units.time(policy.deadline().toMillis())));
        }
        if (request.keyed()) {
            details.add("with an Idempotency-Key: it goes on when its caller hangs up");
        }
        step(request.receivedAt(), Step.Kind.ARRIVED, "arrived on route " + request.route(), details, true, null);
    }

    private void tell(Fact fact) {
        switch (fact) {
            case Fact.Known known -> {
                descended.know(known.prepared());
                steps.add(new Step(
                        since(known.at()),
                        Step.Kind.KNEW,
                        "prepared: what the climb starts from",
                        new Knowledge(policy, circuits).of(known.prepared(), known.at()),
                        request.deadlineAt() - known.at(),
                        null));
            }
            case Fact.Ordered ordered -> ordered(ordered);
            case Fact.TakenUpAgain again ->
                step(
                        again.at(),
                        Step.Kind.LOST,
                        "attempt %d: the node that made it was lost; it was taken up again (time %d)"
                                .formatted(again.number(), again.times()),
                        List.of(
                                "same attempt, no news about the provider; what was recorded would not be paid for again"),
                        true,
                        null);
            case Fact.Brought brought ->
                brought(brought.at(), brought.result(), brought.recalled() ? "recalled: " : "");
            case Fact.NoResult nothing ->
                step(
                        nothing.at(),
                        Step.Kind.LOST,
                        "attempt %d brought no result: %s".formatted(nothing.number(), nothing.why()),
                        List.of(),
                        true,
                        null);
            case Fact.DecisionLost lost -> step(lost.at(), Step.Kind.LOST, lost.why(), List.of(), true, null);
            case Fact.CancelAsked asked ->
                step(asked.at(), Step.Kind.DECIDED, "was asked to cancel", List.of(), true, null);
            case Fact.Ended ended -> ended(ended);
            case Fact.Filled filled ->
                step(
                        filled.at(),
                        Step.Kind.AFTERWARDS,
                        "the answer of attempt %d was kept for the same question"
                                .formatted(filled.fill().attempt()),
                        List.of("fresh for %s, kept for %s"
                                .formatted(
                                        Units.time(filled.fill().ttlMs()),
                                        Units.time(filled.fill().keepMs()))),
                        false,
                        null);
        }
    }

    private void ordered(Fact.Ordered ordered) {
        recalledBefore(ordered.at(), ordered.order().number());
        Rung.Model rung = descended.model(ordered.order().rung());
        descended.decided(ordered, this::decided);
        List<String> details = new ArrayList<>(descended.why(ordered));
        switch (ordered.way()) {
            case INLINE -> details.add("made by the node that decided, next to the decision (execution: inline)");
            case CALLERS_NODE -> details.add("made at the node whose caller reads along");
            case ANY_NODE, UNKNOWN -> {}
        }
        long limit = ordered.order().firstContentBy();
        step(
                ordered.at(),
                Step.Kind.CALLED,
                "attempt %d: %s %s/%s%s"
                        .formatted(
                                ordered.order().number(),
                                rung == null ? "" : rung.tier() + ",",
                                ordered.order().provider(),
                                ordered.order().model(),
                                descended.retryWords(ordered)),
                details,
                true,
                limit == 0 ? null : limit - ordered.at());
        descended.ordered(ordered.order());
    }

    private void decided(long at, String text, List<String> details) {
        step(at, Step.Kind.DECIDED, text, details, true, null);
    }

    private void brought(long at, AttemptResult result, String how) {
        List<String> details = new ArrayList<>(new Results(request, policy).details(result));
        Rung.Model rung = descended.model(result.rung());
        if (rung != null && result.admission() != null) {
            details.addAll(circuits.words(rung.provider(), result.admission(), at - result.totalMs()));
            if (result.admission().trickle()) {
                details.add("one of the two in a hundred that try although every breaker is open");
            }
        }
        long limit = descended.firstContentBy();
        boolean failed = result.outcome() instanceof Outcome.Failed;
        step(
                at,
                Step.Kind.BROUGHT,
                "attempt %d: %s%s".formatted(result.number(), how, Results.words(result)),
                details,
                true,
                failed && limit > 0 ? limit - at : null);
        descended.brought(at, result);
    }

    /** Results that an earlier run of the request had recorded: they are taken as they stand. */
    private void recalledBefore(long at, int number) {
        for (AttemptResult result : descended.takeRecorded(number)) {
            descended.enter(result.rung(), at, this::decided);
            brought(at, result, "already recorded, not made again: ");
        }
    }

    private void ended(Fact.Ended ended) {
        if (concluded) {
            return;
        }
        concluded = true;
        recalledBefore(ended.at(), Integer.MAX_VALUE);
        Ending ending = new Ending(request, policy, ended);
        descended.over(ended, ending.goesBelow(), this::decided);
        Long recordedAt = request.concludedAt();
        long at = recordedAt == null ? ended.at() : recordedAt;
        step(at, Step.Kind.CONCLUDED, ending.text(), ending.details(), true, null);
    }

    private void judged() {
        for (IncidentJudgement judgement : judgements) {
            if (!judgement.requestId().equals(request.id())) {
                continue;
            }
            Double score = judgement.score();
            List<String> details = policy.ladder().stream()
                    .filter(rung -> rung.tier().equals(judgement.tier()))
                    .filter(rung -> rung instanceof Rung.Model model && model.quality() != null)
                    .map(rung -> "the rung's bar is " + ((Rung.Model) rung).quality())
                    .toList();
            step(
                    judgement.at(),
                    Step.Kind.AFTERWARDS,
                    score == null
                            ? "attempt %d was to be judged by %s; there is no score: %s"
                                    .formatted(judgement.attempt(), judgement.judge(), judgement.missing())
                            : "attempt %d was judged by %s: %s"
                                    .formatted(judgement.attempt(), judgement.judge(), Units.number(score)),
                    details,
                    false,
                    null);
        }
    }

    /** The breakers' changes stand before the first step that came later. */
    private List<Step> withBreakers() {
        Set<String> providers = policy.ladder().stream()
                .filter(Rung.Model.class::isInstance)
                .map(rung -> ((Rung.Model) rung).provider())
                .collect(Collectors.toSet());
        long until = Objects.requireNonNullElse(request.concludedAt(), request.deadlineAt());
        List<Step> all = new ArrayList<>(steps);
        for (IncidentTransition change : circuits.between(request.receivedAt(), until, providers)) {
            long at = since(change.at());
            int place = 0;
            while (place < all.size() && all.get(place).atMs() <= at) {
                place++;
            }
            all.add(
                    place,
                    new Step(
                            at,
                            Step.Kind.BREAKER,
                            "%s of %s went from %s to %s: %s%s"
                                    .formatted(
                                            change.circuit(),
                                            change.provider(),
                                            Circuits.phase(change.from()),
                                            Circuits.phase(change.to()),
                                            change.cause(),
                                            Circuits.numbers(change.numbers())),
                            List.of(),
                            null,
                            null));
        }
        return all;
    }

    private List<String> notes(@Nullable IncidentHistory history, @Nullable String whyNoHistory) {
        List<String> notes = new ArrayList<>();
        if (history == null) {
            notes.add(
                    "There is no history of this request%s. This is told from the rows of its calls alone: when each was decided, what the breakers said at first and what the cache held is not known."
                            .formatted(whyNoHistory == null ? "" : " (" + whyNoHistory + ")"));
        }
        if (!concluded) {
            notes.add("It was still open when this was recorded.");
        }
        return notes;
    }

    private void step(
            long at, Step.Kind kind, String text, List<String> details, boolean deadline, @Nullable Long rungLeft) {
        steps.add(new Step(since(at), kind, text, details, deadline ? request.deadlineAt() - at : null, rungLeft));
    }

    private long since(long at) {
        return at - request.receivedAt();
    }
}
