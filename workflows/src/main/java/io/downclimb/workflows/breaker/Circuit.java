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
    private final Course course;
    private final Probing probing;
    private final Windows windows;
    private long heardAt;

    Circuit(CircuitState state, Journal journal) {
        course = new Course(state, journal);
        probing = new Probing(state);
        windows = new Windows(state.windows());
        heardAt = state.heardAt();
    }

    CircuitState state() {
        return new CircuitState(
                id(),
                phase(),
                reason(),
                generation(),
                since(),
                forced(),
                course.note(),
                course.ramp(),
                probing.schedule(),
                probing.running(),
                probing.candidates(),
                windows.kept(),
                watch(),
                heardAt);
    }

    CircuitView view(Surroundings around) {
        Map<String, Double> numbers = new TreeMap<>(numbers(around));
        numbers.put("perSecond", perSecond(around));
        ProbeSchedule next = phase() == Phase.OPEN && !forced() ? probing.schedule() : null;
        return new CircuitView(
                id(),
                phase(),
                reason(),
                generation(),
                since(),
                course.share(),
                forced(),
                sample(around),
                next == null ? null : next.due(),
                numbers,
                course.note());
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
        if (!late && outcomes.generation() == generation()) {
            listen(outcomes, around);
        }
    }

    void candidate(Candidate candidate, Surroundings around) {
        heardAt = around.now();
        probing.add(candidate, around.now());
    }

    /** Does what is due: gives up a lost probe, takes the next step of the ramp, begins to probe. */
    void tick(Surroundings around, RandomGenerator random) {
        long now = around.now();
        probing.forget(now);
        windows.forget(now);
        RunningProbe lost = probing.giveUp(now);
        if (lost != null && speaks(lost)) {
            noNews(lost.at(), "probe lost", around, random);
        }
        if (phase() == Phase.RAMPING) {
            climb(0, around);
        }
        if (halfOpenWithoutProbe()) {
            probeAgain(around, random);
        }
        ProbeSchedule next = probing.schedule();
        if (phase() == Phase.OPEN && !forced() && next != null && probing.isDue(now) && hasProbe(around)) {
            go(Phase.HALF_OPEN, reason(), "probe due", Map.of(), around);
            beginProbes(Math.max(next.due(), now), around);
        }
    }

    /** An operator had everything learned again while a probe was under way: that one says nothing any more. */
    private boolean halfOpenWithoutProbe() {
        return phase() == Phase.HALF_OPEN && !probing.isUnderWay();
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
            return since();
        }
        Ramp step = course.ramp();
        if (phase() == Phase.RAMPING && step != null) {
            return Math.min(probing.lostAt(), step.ends());
        }
        boolean probes = phase() == Phase.OPEN && !forced() && probing.hasSomething(canary(settings));
        return probes ? Math.min(probing.lostAt(), probing.nextOrder()) : probing.lostAt();
    }

    /** The order to give out now; null where there is none. */
    @Nullable
    ProbeOrder takeProbe() {
        return probing.take();
    }

    void probed(ProbeResult result, Surroundings around, RandomGenerator random) {
        RunningProbe probe = probing.back(result);
        if (probe == null) {
            return;
        }
        course.touch();
        if (!speaks(probe)) {
            return;
        }
        if (result.sent()) {
            judge(probe, result, around, random);
            return;
        }
        noNews(probe.at(), "probe not sent", around, random);
    }

    /** Whether the circuit still waits for what this probe finds. */
    private boolean speaks(RunningProbe probe) {
        return phase() == Phase.HALF_OPEN && probe.order().generation() == generation();
    }

    void operate(OperatorAction action, Surroundings around) {
        boolean open = phase() == Phase.OPEN;
        switch (action.kind()) {
            case OPEN -> {
                course.force(true);
                move(Phase.OPEN, Reason.OPERATOR, "operator", Map.of(), around, action, null);
                probing.schedule(null);
            }
            case CLOSE -> {
                course.force(true);
                move(Phase.CLOSED, null, "operator", Map.of(), around, action, null);
            }
            case RELEASE -> {
                course.force(false);
                move(
                        open ? Phase.OPEN : Phase.CLOSED,
                        open ? Reason.OPERATOR : null,
                        "released",
                        Map.of(),
                        around,
                        action,
                        null);
                probing.schedule(open ? released(around.now()) : null);
            }
            case RECALIBRATE -> {
                recalibrate(around);
                move(phase(), reason(), "recalibrated", Map.of(), around, action, null);
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
        probing.withdraw();
        course.move(to, why, cause, numbers, around.now(), action, words);
        if (to == Phase.CLOSED || to == Phase.RAMPING) {
            probing.schedule(null);
        }
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
        probing.schedule(asks);
        course.note(words);
    }

    /** Goes by other words, in the same phase. */
    final void note(String words) {
        course.note(words);
    }

    /** Back to open after a probe, to be asked again as scheduled. */
    final void reopen(String cause, Map<String, Double> numbers, ProbeSchedule asks, Surroundings around) {
        go(Phase.OPEN, reason(), cause, numbers, around);
        probing.schedule(asks);
    }

    final void startRamp(Ramp.Pace pace, String cause, Map<String, Double> numbers, Surroundings around) {
        course.ramp(Ramp.start(pace, around.now()));
        go(Phase.RAMPING, reason(), cause, numbers, around);
    }

    /** Counts calls on the ramp, and takes its next step where that is due. */
    final void climb(int calls, Surroundings around) {
        Ramp before = course.ramp();
        if (before == null) {
            return;
        }
        Ramp step = before.heard(calls);
        course.ramp(step);
        if (!step.done(around.now())) {
            return;
        }
        Map<String, Double> numbers = Map.of("share", step.share(), "calls", (double) step.calls());
        if (step.last()) {
            go(Phase.CLOSED, null, "recovered", numbers, around);
            return;
        }
        course.ramp(step.next(around.now()));
        go(Phase.RAMPING, reason(), "step", numbers, around);
    }

    final boolean hasProbe(Surroundings around) {
        return probing.hasSomething(canary(around.settings()));
    }

    /**
     * Orders a probe. There must be something to send.
     *
     * @param used requests that were copied already
     * @return the request that is copied; null for the canary
     */
    final @Nullable Candidate order(long notBefore, boolean judged, List<String> used, Surroundings around) {
        BreakerSettings.Canary canary = canary(around.settings());
        course.touch();
        return probing.order(around.provider(), id(), generation(), used, canary, notBefore, judged, around.now())
                .candidate();
    }

    /** The schedule, once a probe that was sent then is back. */
    final ProbeSchedule further(long sent, Surroundings around, RandomGenerator random) {
        ProbeSchedule asks = probing.schedule();
        return (asks == null ? released(around.now()) : asks).after(sent, around.now(), random);
    }

    final void reschedule(ProbeSchedule asks) {
        probing.schedule(asks);
        course.touch();
    }

    final void dropCandidate(@Nullable Candidate candidate) {
        probing.drop(candidate);
    }

    final double perSecond(Surroundings around) {
        return windows.perSecond(around.now());
    }

    final CircuitId id() {
        return course.id();
    }

    final Phase phase() {
        return course.phase();
    }

    final @Nullable Reason reason() {
        return course.reason();
    }

    final long generation() {
        return course.generation();
    }

    final long since() {
        return course.since();
    }

    final boolean forced() {
        return course.forced();
    }

    final long heardAt() {
        return heardAt;
    }

    final boolean mayBeForgotten() {
        return phase() == Phase.CLOSED && !forced() && !probing.isUnderWay();
    }

    final List<Decided.Bucket> drainWindows() {
        return windows.drain(id());
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
