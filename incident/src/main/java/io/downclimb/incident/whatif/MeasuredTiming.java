package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The service's own delays, as an incident shows them.
 *
 * <ol>
 *   <li>Start, step, commit and end from the times between arrivals, calls and conclusions; steps only where the rung changed, since a retry may wait,
 *       and no retry waited in vain.
 *   <li>Report: from the newest failed call to the decision that opened the circuit; the median of these.
 *   <li>View: between the newest call that still saw the old generation of a circuit, and the first that saw the new one; the median of their
 *       middles, over transitions that show both within 2 s.
 *   <li>Timer: how much later than 5 s a ramp took a step that no calls had brought on.
 * </ol>
 */
final class MeasuredTiming {
    private static final long LONGEST_MS = 2_000;
    private static final long RAMP_STEP_MS = 5_000;
    private static final double RAMP_CALLS = 20;

    private final List<Long> starts = new ArrayList<>();
    private final List<Long> steps = new ArrayList<>();
    private final List<Long> commits = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private final Incident incident;

    private MeasuredTiming(Incident incident) {
        this.incident = incident;
        incident.requests().forEach(this::see);
    }

    static Timing of(Incident incident) {
        MeasuredTiming measured = new MeasuredTiming(incident);
        Timing usual = Timing.USUAL;
        Delay step = Delay.seen(measured.steps, usual.step());
        // Between a failed call and the conclusion lies the step that finds out that nothing is left.
        List<Long> ends = measured.ends.stream().map(end -> end - step.median()).toList();
        return new Timing(
                Delay.seen(measured.starts, usual.start()),
                step,
                Delay.seen(measured.commits, usual.commit()),
                Delay.seen(ends, usual.end()),
                middle(measured.reports(), usual.report()),
                middle(measured.views(), usual.view()),
                Delay.seen(measured.timers(), usual.timer()));
    }

    private static Delay middle(List<Long> samples, Delay otherwise) {
        return samples.isEmpty()
                ? otherwise
                : Delay.of(Delay.seen(samples, otherwise).median());
    }

    private void see(IncidentRequest request) {
        IncidentAttempt before = null;
        for (IncidentAttempt attempt : request.attempts()) {
            if (before == null) {
                starts.add(attempt.sentAt() - request.receivedAt());
            } else if (before.rung() != attempt.rung() && before.result() != null && !wasHeld(request, before)) {
                steps.add(attempt.sentAt() - end(before, before.result()));
            }
            before = attempt;
        }
        Long concludedAt = request.concludedAt();
        AttemptResult last = before == null ? null : before.result();
        if (concludedAt == null || before == null || last == null || "cancelled".equals(request.outcome())) {
            return;
        }
        if (!(last.outcome() instanceof Outcome.Failed)) {
            commits.add(concludedAt - end(before, last));
        } else if (!wasHeld(request, before)) {
            ends.add(concludedAt - end(before, last));
        }
    }

    /** Whether a further call of this rung waited and was not sent then: that wait is the policy's. */
    private static boolean wasHeld(IncidentRequest request, IncidentAttempt last) {
        return request.skipped().stream().anyMatch(skipped -> skipped.startsWith(last.tier() + ": "));
    }

    private static long end(IncidentAttempt attempt, AttemptResult result) {
        return attempt.sentAt() + result.totalMs();
    }

    private List<Long> reports() {
        Map<String, List<Long>> failures = Failures.byProvider(incident.requests());
        List<Long> delays = new ArrayList<>();
        for (IncidentTransition transition : incident.transitions()) {
            if (transition.isTrip() && transition.cause().equals("errors")) {
                failures.getOrDefault(transition.provider(), List.of()).stream()
                        .mapToLong(Long::longValue)
                        .filter(at -> at <= transition.at())
                        .max()
                        .ifPresent(last -> delays.add(transition.at() - last));
            }
        }
        delays.removeIf(delay -> delay > LONGEST_MS / 2);
        return delays;
    }

    private List<Long> views() {
        Map<String, List<IncidentAttempt>> byProvider = new HashMap<>();
        incident.requests()
                .forEach(request -> request.attempts()
                        .forEach(attempt -> byProvider
                                .computeIfAbsent(attempt.provider(), _ -> new ArrayList<>())
                                .add(attempt)));
        List<Long> delays = new ArrayList<>();
        for (IncidentTransition transition : incident.transitions()) {
            long old = -1;
            long young = Long.MAX_VALUE;
            for (IncidentAttempt attempt : byProvider.getOrDefault(transition.provider(), List.of())) {
                long since = attempt.sentAt() - transition.at();
                AttemptResult result = attempt.result();
                Admission admission = result == null ? null : result.admission();
                if (admission != null && since >= 0 && since <= LONGEST_MS) {
                    boolean sawNew = admission.seen().stream()
                            .anyMatch(seen -> seen.circuit().text().equals(transition.circuit())
                                    && seen.generation() >= transition.generation());
                    old = sawNew ? old : Math.max(old, since);
                    young = sawNew ? Math.min(young, since) : young;
                }
            }
            if (old >= 0 && young >= old && young < Long.MAX_VALUE) {
                delays.add((old + young) / 2);
            }
        }
        return delays;
    }

    private List<Long> timers() {
        Map<String, IncidentTransition> before = new HashMap<>();
        List<Long> late = new ArrayList<>();
        for (IncidentTransition transition : incident.transitions()) {
            IncidentTransition last = before.put(transition.provider() + '/' + transition.circuit(), transition);
            boolean byTime = transition.numbers().getOrDefault("calls", RAMP_CALLS) < RAMP_CALLS;
            boolean stepped =
                    transition.cause().equals("step") || transition.cause().equals("recovered");
            boolean health = transition.circuit().startsWith("health");
            if (last != null && last.to() == Phase.RAMPING && stepped && byTime && health) {
                late.add(Math.min(LONGEST_MS, transition.at() - last.at() - RAMP_STEP_MS));
            }
        }
        return late;
    }
}
