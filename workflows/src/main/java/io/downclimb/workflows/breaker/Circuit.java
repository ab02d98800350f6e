package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One circuit's life. What is the same for all of them is here; what a circuit listens to, and what a probe's result means for it, is its
 * kind's own.
 *
 * <ol>
 *   <li>CLOSED: all calls pass, detectors listen. When one trips, or a page, a refusal or an operator says so: OPEN.
 *   <li>OPEN: none pass. When a probe is due and there is something to send: HALF_OPEN, with one probe under way.
 *   <li>HALF_OPEN: a good result leads to RAMPING (a latch closes at once), a bad one or none back to OPEN.
 *   <li>RAMPING: a growing share passes, see {@link Ramp}. When a detector trips: OPEN. After the last step: CLOSED.
 *   <li>Each transition is a new generation with fresh detectors. What was let through by an older one is counted, and changes nothing.
 *   <li>At most one probe is under way, whatever happens to the circuit meanwhile. One that does not come back is given up after 2 minutes.
 * </ol>
 */
abstract sealed class Circuit permits HealthCircuit, QualityCircuit, LatchCircuit {
    private final CircuitId id;
    private final Journal journal;
    private final Candidates candidates;
    private final Windows windows;
    private Phase phase;
    private @Nullable Reason reason;
    private long generation;
    private long since;
    private boolean forced;
    private @Nullable String note;
    private @Nullable Ramp ramp;
    private @Nullable ProbeSchedule schedule;
    private @Nullable RunningProbe running;
    private long heardAt;

    Circuit(CircuitState state, Journal journal) {
        this.journal = journal;
        id = state.id();
        candidates = new Candidates(state.candidates());
        windows = new Windows(state.windows());
        phase = state.phase();
        reason = state.reason();
        generation = state.generation();
        since = state.since();
        forced = state.forced();
        note = state.note();
        ramp = state.ramp();
        schedule = state.schedule();
        running = state.running();
        heardAt = state.heardAt();
    }

    static Circuit fresh(CircuitId id, long generation, Surroundings around, Journal journal) {
        Watch watch = switch (id) {
            case CircuitId.Health _ -> HealthCircuit.watch(around.settings());
            case CircuitId.Quality _ -> QualityCircuit.watch(around.settings());
            case CircuitId.Key _, CircuitId.Model _ -> new Watch.Latch(null, 0);
        };
        return of(
                new CircuitState(
                        id,
                        Phase.CLOSED,
                        null,
                        generation,
                        around.now(),
                        false,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        watch,
                        around.now()),
                journal);
    }

    static Circuit of(CircuitState state, Journal journal) {
        return switch (state.watch()) {
            case Watch.Health health -> new HealthCircuit(state, health, journal);
            case Watch.Quality quality -> new QualityCircuit(state, quality, journal);
            case Watch.Latch latch -> new LatchCircuit(state, latch, journal);
        };
    }

    CircuitState state() {
        return new CircuitState(
                id,
                phase,
                reason,
                generation,
                since,
                forced,
                note,
                ramp,
                schedule,
                running,
                candidates.all(),
                windows.kept(),
                watch(),
                heardAt);
    }

    CircuitView view(Surroundings around) {
        Map<String, Double> numbers = new TreeMap<>(numbers(around));
        numbers.put("perSecond", perSecond(around));
        ProbeSchedule next = phase == Phase.OPEN && !forced ? schedule : null;
        return new CircuitView(
                id,
                phase,
                reason,
                generation,
                since,
                share(),
                forced,
                sample(around),
                next == null ? null : next.due(),
                numbers,
                note);
    }

    /**
     * Counts outcomes, and listens to those that the present generation let through.
     *
     * @param late too old to say anything about now
     * @param at when they were reported, in ms since 1970
     */
    void hear(CircuitOutcomes outcomes, boolean late, long at, Surroundings around) {
        heardAt = around.now();
        windows.add(outcomes, at, around.now());
        if (!late && outcomes.generation() == generation) {
            listen(outcomes, around);
        }
    }

    void candidate(Candidate candidate, Surroundings around) {
        heardAt = around.now();
        candidates.add(candidate);
        candidates.forget(around.now());
    }

    /** Does what is due: gives up a lost probe, takes the next step of the ramp, begins to probe. */
    void tick(Surroundings around, RandomGenerator random) {
        long now = around.now();
        candidates.forget(now);
        windows.forget(now);
        RunningProbe lost = running;
        if (lost != null && now >= lost.lostAt()) {
            running = null;
            back(lost, Back.LOST, null, around, random);
        }
        if (phase == Phase.RAMPING) {
            climb(0, around);
        }
        if (halfOpenWithoutProbe()) {
            probeAgain(around, random);
        }
        ProbeSchedule next = schedule;
        if (phase == Phase.OPEN && !forced && running == null && next != null && next.isDue(now) && hasProbe(around)) {
            go(Phase.HALF_OPEN, reason, "probe due", Map.of(), around);
            beginProbes(Math.max(next.due(), now), around);
        }
    }

    /** An operator had everything learned again while a probe was under way: that one says nothing any more. */
    private boolean halfOpenWithoutProbe() {
        return phase == Phase.HALF_OPEN && running == null;
    }

    private void probeAgain(Surroundings around, RandomGenerator random) {
        if (hasProbe(around)) {
            beginProbes(around.now(), around);
            return;
        }
        noNews(around.now(), "probe not sent", around, random);
    }

    /** When {@link #tick} has something to do at the latest, in ms since 1970; {@code Long.MAX_VALUE} for never. */
    long nextDue(BreakerSettings settings) {
        if (halfOpenWithoutProbe()) {
            return since;
        }
        RunningProbe probe = running;
        long due = probe == null ? Long.MAX_VALUE : probe.lostAt();
        Ramp step = ramp;
        if (phase == Phase.RAMPING && step != null) {
            return Math.min(due, step.ends());
        }
        ProbeSchedule next = schedule;
        if (phase == Phase.OPEN && !forced && probe == null && next != null && hasProbe(settings)) {
            return next.due() - ProbeSchedule.EARLY_MS;
        }
        return due;
    }

    /** The order to give out now; null where there is none. */
    @Nullable
    ProbeOrder takeProbe() {
        RunningProbe probe = running;
        if (probe == null || probe.taken()) {
            return null;
        }
        running = probe.nowTaken();
        return probe.order();
    }

    void probed(ProbeResult result, Surroundings around, RandomGenerator random) {
        RunningProbe probe = running;
        if (probe == null || probe.order().generation() != result.generation()) {
            return;
        }
        running = null;
        journal.touch();
        Candidate copied = probe.order().candidate();
        if (!result.sent() && copied != null) {
            candidates.drop(copied.requestId());
        }
        back(probe, result.sent() ? Back.SENT : Back.NOT_SENT, result, around, random);
    }

    /** How a probe ended. */
    enum Back {
        SENT,
        NOT_SENT,
        LOST
    }

    private void back(
            RunningProbe probe, Back how, @Nullable ProbeResult result, Surroundings around, RandomGenerator random) {
        if (phase != Phase.HALF_OPEN || probe.order().generation() != generation) {
            return;
        }
        if (how == Back.SENT && result != null) {
            judge(probe, result, around, random);
            return;
        }
        noNews(probe.at(), how == Back.LOST ? "probe lost" : "probe not sent", around, random);
    }

    void operate(OperatorAction action, Surroundings around) {
        boolean open = phase == Phase.OPEN;
        switch (action.kind()) {
            case OPEN -> {
                forced = true;
                move(Phase.OPEN, Reason.OPERATOR, "operator", Map.of(), around, action, null);
                schedule = null;
            }
            case CLOSE -> {
                forced = true;
                move(Phase.CLOSED, null, "operator", Map.of(), around, action, null);
            }
            case RELEASE -> {
                forced = false;
                move(
                        open ? Phase.OPEN : Phase.CLOSED,
                        open ? Reason.OPERATOR : null,
                        "released",
                        Map.of(),
                        around,
                        action,
                        null);
                schedule = open ? released(around.now()) : null;
            }
            case RECALIBRATE -> {
                recalibrate(around);
                move(phase, reason, "recalibrated", Map.of(), around, action, null);
            }
        }
    }

    /** A transition that the breaker itself makes. */
    final void go(Phase to, @Nullable Reason why, String cause, Map<String, Double> numbers, Surroundings around) {
        move(to, why, cause, numbers, around, null, null);
    }

    private void move(
            Phase to,
            @Nullable Reason why,
            String cause,
            Map<String, Double> numbers,
            Surroundings around,
            @Nullable OperatorAction action,
            @Nullable String words) {
        RunningProbe probe = running;
        if (probe != null && !probe.taken()) {
            running = null;
        }
        long now = around.now();
        generation++;
        journal.add(new Transition(
                id,
                now,
                phase,
                to,
                why,
                generation,
                cause,
                numbers,
                action == null ? null : action.author(),
                action == null ? words : action.reason()));
        if (action != null && action.kind() != OperatorAction.Kind.RECALIBRATE) {
            note = action.reason();
        } else if (reason != why) {
            note = null;
        }
        since = phase == to && reason == why ? since : now;
        schedule = to == Phase.OPEN || to == Phase.HALF_OPEN ? schedule : null;
        ramp = to == Phase.RAMPING ? ramp : null;
        phase = to;
        reason = why;
        moved(around);
    }

    /** Opens, to be asked again as scheduled. */
    final void open(
            Reason why,
            String cause,
            @Nullable String words,
            Map<String, Double> numbers,
            @Nullable ProbeSchedule asks,
            Surroundings around) {
        move(Phase.OPEN, why, cause, numbers, around, null, words);
        schedule = asks;
        note = words;
    }

    final void note(String words) {
        note = words;
        journal.touch();
    }

    /** Back to open after a probe, to be asked again as scheduled. */
    final void reopen(String cause, Map<String, Double> numbers, ProbeSchedule asks, Surroundings around) {
        go(Phase.OPEN, reason, cause, numbers, around);
        schedule = asks;
    }

    final void startRamp(Ramp.Pace pace, String cause, Map<String, Double> numbers, Surroundings around) {
        ramp = Ramp.start(pace, around.now());
        go(Phase.RAMPING, reason, cause, numbers, around);
    }

    /** Counts calls on the ramp, and takes its next step where that is due. */
    final void climb(int calls, Surroundings around) {
        Ramp step = ramp;
        if (step == null) {
            return;
        }
        ramp = step.heard(calls);
        if (!ramp.done(around.now())) {
            return;
        }
        Map<String, Double> numbers = Map.of("share", step.share(), "calls", (double) ramp.calls());
        if (ramp.last()) {
            go(Phase.CLOSED, null, "recovered", numbers, around);
            return;
        }
        ramp = ramp.next(around.now());
        go(Phase.RAMPING, reason, "step", numbers, around);
    }

    final boolean hasProbe(Surroundings around) {
        return hasProbe(around.settings());
    }

    private boolean hasProbe(BreakerSettings settings) {
        return !candidates.isEmpty() || canary(settings) != null;
    }

    /**
     * Orders a probe. There must be something to send.
     *
     * @param used requests that were copied already
     * @return the request that is copied; null for the canary
     */
    final @Nullable Candidate order(long notBefore, boolean judged, List<String> used, Surroundings around) {
        Candidate copied = candidates.choose(used);
        ProbeOrder order = new ProbeOrder(
                around.provider(),
                id,
                generation,
                copied,
                copied == null ? canary(around.settings()) : null,
                notBefore,
                judged);
        running = new RunningProbe(order, around.now(), false);
        journal.touch();
        return copied;
    }

    /** The schedule, once a probe that was sent then is back. */
    final ProbeSchedule further(long sent, Surroundings around, RandomGenerator random) {
        ProbeSchedule asks = schedule;
        return (asks == null ? released(around.now()) : asks).after(sent, around.now(), random);
    }

    final void reschedule(ProbeSchedule asks) {
        schedule = asks;
        journal.touch();
    }

    final void dropCandidate(@Nullable Candidate candidate) {
        if (candidate != null) {
            candidates.drop(candidate.requestId());
        }
    }

    final double perSecond(Surroundings around) {
        return windows.perSecond(around.now());
    }

    final CircuitId id() {
        return id;
    }

    final Phase phase() {
        return phase;
    }

    final @Nullable Reason reason() {
        return reason;
    }

    final long generation() {
        return generation;
    }

    final long since() {
        return since;
    }

    final boolean forced() {
        return forced;
    }

    final long heardAt() {
        return heardAt;
    }

    final boolean mayBeForgotten() {
        return phase == Phase.CLOSED && !forced && running == null;
    }

    final List<Decided.Bucket> drainWindows() {
        return windows.drain(id);
    }

    private double share() {
        return switch (phase) {
            case CLOSED -> 1;
            case OPEN, HALF_OPEN -> 0;
            case RAMPING -> ramp == null ? 0 : ramp.share();
        };
    }

    /** What the kind watches, as it stands. */
    abstract Watch watch();

    /** Listens to what the present generation let through. */
    abstract void listen(CircuitOutcomes outcomes, Surroundings around);

    /** The present generation is a new one: detectors begin afresh. */
    abstract void moved(Surroundings around);

    /** Other settings: detectors begin afresh with them. */
    abstract void configure(Surroundings around);

    abstract void recalibrate(Surroundings around);

    /** The first probe, or all that are needed one after the other. */
    abstract void beginProbes(long notBefore, Surroundings around);

    /** A probe of the present generation was sent, and this is what it found. */
    abstract void judge(RunningProbe probe, ProbeResult result, Surroundings around, RandomGenerator random);

    /** A probe found out nothing. */
    abstract void noNews(long sent, String cause, Surroundings around, RandomGenerator random);

    /** An operator gives it back to the breaker: it is asked at once. */
    abstract ProbeSchedule released(long now);

    /** The prompt that may stand in for a request; null for none. */
    abstract BreakerSettings.@Nullable Canary canary(BreakerSettings settings);

    abstract Map<String, Double> numbers(Surroundings around);

    /** The factor by which judging is raised. */
    abstract double sample(Surroundings around);
}
