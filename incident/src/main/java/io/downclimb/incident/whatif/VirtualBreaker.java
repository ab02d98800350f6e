package io.downclimb.incident.whatif;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Breaker;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.Decided;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.breaker.ProbeOrder;
import io.downclimb.workflows.breaker.ProbeResult;
import io.downclimb.workflows.policy.Rung;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link Breaker}, driven as its workflow drives it: news in their turn, what is due when it is due, probes that wait for their time. */
final class VirtualBreaker {
    private static final long PROBE_FIRST_CONTENT_MS = 10_000;
    private static final long PROBE_COMPLETE_MS = 20_000;

    private final String provider;
    private final Breaker breaker;
    private final Simulation.Run run;
    private final Agenda agenda;
    private final Random random;
    /** Only the newest alarm rings. */
    private long alarm;

    private int probes;
    private int decisions;

    VirtualBreaker(BreakerState state, Simulation.Run run) {
        provider = state.provider();
        breaker = Breaker.of(state);
        this.run = run;
        agenda = run.agenda();
        random = run.dice().random("breaker", provider);
    }

    void begin() {
        decide(_ -> {});
    }

    BreakerView view() {
        return breaker.view(agenda.now());
    }

    BreakerState state() {
        return breaker.state();
    }

    void hear(OutcomeReport report) {
        decide(known -> known.hear(report, agenda.now()));
    }

    void happens(Happening happening) {
        decide(known -> {
            switch (happening) {
                case Happening.Page page -> known.status(page.news(), agenda.now());
                case Happening.Word word -> operate(known, word);
            }
        });
    }

    /** A word that cannot be followed here, such as the release of what was held before the incident began, is passed over. */
    private void operate(Breaker known, Happening.Word word) {
        try {
            known.operate(word.action(), agenda.now(), random);
        } catch (IllegalArgumentException impossible) {
            run.recorder().passedOver();
        }
    }

    private void decide(Consumer<Breaker> news) {
        long now = agenda.now();
        news.accept(breaker);
        breaker.tick(now, random);
        breaker.takeProbes().forEach(this::probe);
        if (breaker.changed()) {
            Decided decided = breaker.drain(now);
            decided.transitions().forEach(transition -> run.recorder().transition(provider, transition));
            run.tell(decided.view(), decisions++);
        }
        setAlarm(now);
    }

    private void setAlarm(long now) {
        long mine = ++alarm;
        OptionalLong due = breaker.nextDue();
        if (due.isEmpty()) {
            return;
        }
        long late = due.getAsLong() <= now ? 1 : run.timing().timer().draw(random);
        agenda.at(Math.max(due.getAsLong(), now) + late, () -> {
            if (mine == alarm) {
                decide(_ -> {});
            }
        });
    }

    private void probe(ProbeOrder order) {
        long taken = agenda.now() + run.timing().step().draw(random);
        agenda.at(Math.max(taken, order.notBefore()), () -> send(order));
    }

    private void send(ProbeOrder order) {
        Rung.Model rung = rung(order);
        BreakerSettings.Canary canary = order.canary();
        if (rung == null && canary == null) {
            back(new ProbeResult(order.circuit(), order.generation(), false, null, null, null), 0);
            return;
        }
        long budget = rung == null ? PROBE_FIRST_CONTENT_MS : rung.budget().toMillis();
        long idle = rung == null ? PROBE_FIRST_CONTENT_MS : rung.idle().toMillis();
        String model = rung == null ? String.valueOf(canary == null ? null : canary.model()) : rung.model();
        Reply reply = run.reply(new Ask(
                null,
                order.circuit().text(),
                provider,
                model,
                probes,
                agenda.now(),
                Math.min(budget, PROBE_FIRST_CONTENT_MS),
                PROBE_COMPLETE_MS,
                idle,
                run.dice().of("probe", provider + order.circuit().text(), probes),
                run.dice()::luck));
        probes++;
        ErrorClass errorClass = reply.outcome() instanceof Outcome.Failed failed ? failed.errorClass() : null;
        Reply.Score judged = reply.score();
        Double score = order.judged() && errorClass == null && judged != null ? judged.value() : null;
        run.recorder().probe(order, model, agenda.now(), reply, score);
        back(
                new ProbeResult(order.circuit(), order.generation(), true, errorClass, score, reply.firstContentMs()),
                reply.totalMs());
    }

    private void back(ProbeResult result, long afterMs) {
        long heard = agenda.now() + afterMs + run.timing().report().draw(random);
        agenda.at(heard, () -> decide(known -> known.probed(result, agenda.now(), random)));
    }

    private Rung.@Nullable Model rung(ProbeOrder order) {
        OutcomeReport.Candidate candidate = order.candidate();
        return candidate != null
                        && run.policy(candidate.policyHash()).ladder().get(candidate.rung()) instanceof Rung.Model model
                ? model
                : null;
    }
}
