package io.downclimb.incident.whatif;

import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.Admissions;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.tally.CallTicket;
import io.downclimb.workflows.tally.ProviderTally;
import io.downclimb.workflows.tally.ReportSchedule;
import io.downclimb.workflows.tally.RetryBudget;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A node, as far as breakers go: what it knows of them, what it counts, and when it reports. It looks at calls under way each second, and reports
 * what may decide at once, if the last report is a second old.
 */
final class VirtualNode {
    private static final long LOOK_MS = 1_000;
    private static final long CALM_MS = 10_000;
    /** How long a key that was refused is passed over before the breaker has said so, in ms. */
    private static final long MOMENT_MS = 5_000;

    private static final double NEWEST = 0.2;
    private static final double UNKNOWN_MS = 1_000;

    private final String name;
    private final Simulation.Run run;
    private final Agenda agenda;
    private final RandomGenerator random;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Map<CircuitId.Key, Long> refused = new HashMap<>();
    private final Map<String, Double> usual = new HashMap<>();
    private final Admissions admissions;
    private long alarm;
    private boolean rung;

    /** Where it is with one watched provider. */
    private static final class Line {
        private final ProviderTally tally;
        private final ReportSchedule schedule = new ReportSchedule();
        private final RetryBudget retries = new RetryBudget();
        private BreakerView view;
        private long sequence;

        Line(ProviderTally tally, BreakerView view) {
            this.tally = tally;
            this.view = view;
        }
    }

    VirtualNode(String name, Simulation.Run run) {
        this.name = name;
        this.run = run;
        agenda = run.agenda();
        random = run.dice().of("node", name, 0);
        admissions = new Admissions(new Admissions.World() {
            @Override
            public BreakerView view(String provider) {
                return VirtualNode.this.view(provider);
            }

            @Override
            public List<CircuitId.Key> keys(String provider) {
                return run.keys(provider);
            }
        });
    }

    String name() {
        return name;
    }

    /** It has been at work for a while: its last report, and its last look, lie anywhere in the time between two. */
    void begin() {
        for (String provider : run.watched()) {
            Line line = new Line(
                    new ProviderTally(this::ring), run.breaker(provider).view());
            line.schedule.reported(agenda.now() - random.nextLong(CALM_MS));
            lines.put(provider, line);
        }
        wakeAt(agenda.now() + random.nextLong(LOOK_MS));
    }

    BreakerView view(String provider) {
        Line line = lines.get(provider);
        return line == null ? BreakerView.unknown(provider) : line.view;
    }

    void follow(BreakerView view) {
        Line line = lines.get(view.provider());
        if (line != null && view.isNewerThan(line.view)) {
            line.view = view;
        }
    }

    /** What the breakers say of each rung that calls a model. */
    List<Admission> all(Arrival request) {
        List<Admission> all = admissions.of(request.policy(), request.id());
        all.forEach(admission -> remember(admission, request));
        return all;
    }

    /** What they say of one rung, now. */
    Admission one(Arrival request, int index) {
        Admission admission = admissions.of(request.policy(), index, request.id());
        remember(admission, request);
        return admission;
    }

    /** A request that was kept back could be copied for a probe. */
    private void remember(Admission admission, Arrival request) {
        String provider = model(request.policy(), admission.rung()).provider();
        Line line = lines.get(provider);
        if (line == null) {
            return;
        }
        admission.seen().stream()
                .filter(seen -> seen.phase() == Phase.OPEN || seen.phase() == Phase.HALF_OPEN)
                .forEach(seen -> line.tally.kept(
                        new OutcomeReport.Candidate(
                                seen.circuit(), request.id(), request.policyHash(), admission.rung(), agenda.now()),
                        seen.generation()));
    }

    private static Rung.Model model(Policy policy, int index) {
        return (Rung.Model) policy.ladder().get(index);
    }

    /** Why a call must not be sent now; null where it may, and is counted. */
    @Nullable
    String held(AttemptOrder order, Admission admission) {
        if (!admission.allowed()) {
            return String.valueOf(admission.why());
        }
        if (admission.trickle() && order.retry() > 0) {
            return "one call was let through to see, and no more";
        }
        return withinBudget(order.provider(), order.retry())
                ? null
                : "the retries of provider %s are spent for now".formatted(order.provider());
    }

    private boolean withinBudget(String provider, int retry) {
        Line line = lines.get(provider);
        if (line == null) {
            return true;
        }
        if (retry == 0) {
            line.retries.called(now());
            return true;
        }
        return line.retries.allows(line.view.retryShare(), line.view.retryMinimum(), now());
    }

    /** A call goes out; null where nobody watches the provider. */
    @Nullable
    CallTicket sent(String route, Rung.Model rungOfCall, Admission admission) {
        Line line = lines.get(rungOfCall.provider());
        return line == null ? null : line.tally.sent(route, rungOfCall, admission, line.view, now());
    }

    /** The first content came after so long. */
    void saw(String provider, String model, long firstContentMs) {
        usual.merge(provider + '/' + model, (double) firstContentMs, (mean, newest) -> mean + NEWEST * (newest - mean));
    }

    /** The usual time to first content, in ms. */
    long usual(String provider, String model) {
        return Math.round(usual.getOrDefault(provider + '/' + model, UNKNOWN_MS));
    }

    /** The key a call was sent with was refused, or its money is gone. */
    void keyRefused(String provider, ErrorClass errorClass, @Nullable Long retryAfterMs) {
        CircuitId.Key key = run.keys(provider).stream()
                .filter(one -> isAccepted(provider, one))
                .findFirst()
                .orElse(run.keys(provider).getFirst());
        refused.put(key, agenda.now() + MOMENT_MS);
        Long until = retryAfterMs == null ? null : Long.valueOf(agenda.now() + retryAfterMs);
        latched(provider, new OutcomeReport.LatchNews(key, errorClass, until));
    }

    void modelGone(String provider, String model) {
        latched(provider, new OutcomeReport.LatchNews(new CircuitId.Model(model), ErrorClass.MODEL_GONE, null));
    }

    private void latched(String provider, OutcomeReport.LatchNews news) {
        Line line = lines.get(provider);
        if (line != null) {
            line.tally.latched(news);
        }
    }

    /** How many of a provider's keys are not known to be refused. */
    int accepted(String provider) {
        return (int) run.keys(provider).stream()
                .filter(key -> isAccepted(provider, key))
                .count();
    }

    private boolean isAccepted(String provider, CircuitId.Key key) {
        if (refused.getOrDefault(key, Long.MIN_VALUE) > agenda.now()) {
            return false;
        }
        return view(provider)
                .circuit(key)
                .map(known -> known.phase() == Phase.CLOSED)
                .orElse(true);
    }

    void scored(String route, Rung.Model rungOfCall, Admission admission, Reply.Score score) {
        Line line = lines.get(rungOfCall.provider());
        if (line != null) {
            CircuitId.Quality circuit = new CircuitId.Quality(route, rungOfCall.tier(), rungOfCall.version());
            line.tally.scored(
                    circuit, admission.generation(circuit), rungOfCall.quality(), score.value(), score.judge());
        }
    }

    private void ring() {
        if (!rung) {
            rung = true;
            wakeAt(agenda.now());
        }
    }

    private void wakeAt(long when) {
        long mine = ++alarm;
        agenda.at(when, () -> {
            if (mine == alarm) {
                wake();
            }
        });
    }

    private void wake() {
        rung = false;
        long now = agenda.now();
        long pause = LOOK_MS;
        for (Map.Entry<String, Line> entry : lines.entrySet()) {
            Line line = entry.getValue();
            line.tally.look(now());
            if (line.schedule.due(line.tally.isUrgent(), now)) {
                report(entry.getKey(), line);
            }
            if (line.tally.isUrgent()) {
                pause = Math.min(pause, Math.clamp(line.schedule.left(true, now), 1, LOOK_MS));
            }
        }
        rung = false;
        wakeAt(now + pause);
    }

    private void report(String provider, Line line) {
        OutcomeReport report = line.tally.take(name, line.sequence + 1, agenda.now());
        if (report == null) {
            return;
        }
        line.sequence++;
        line.schedule.reported(agenda.now());
        long delay = run.timing().report().draw(random);
        agenda.at(agenda.now() + delay, () -> run.breaker(provider).hear(report));
    }

    private Instant now() {
        return Instant.ofEpochMilli(agenda.now());
    }
}
