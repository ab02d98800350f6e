package io.downclimb.workflows.tally;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.LatencyHistogram;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.OutcomeReport.LatchNews;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.tally.Heard.Answer;
import io.downclimb.workflows.tally.Heard.Health;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tally of one provider. What may decide something (a failure, a rejection, a refused key, a score, the first request that an open circuit keeps
 * back) is urgent and rings the bell; successes can wait.
 */
public final class ProviderTally {
    private final Runnable bell;
    private final Map<Let, Sums> sums = new LinkedHashMap<>();
    private final Map<String, LatencyHistogram> firstContent = new HashMap<>();
    private final Map<CircuitId, LatchNews> latches = new LinkedHashMap<>();
    private final Map<CircuitId, Candidate> candidates = new LinkedHashMap<>();
    /** Circuits and generations for which a candidate was named already. */
    private final Map<CircuitId, Long> named = new HashMap<>();

    private final Set<CallTicket> underWay = new HashSet<>();
    private boolean urgent;

    /** A tally that rings when something is worth a report at once. */
    public ProviderTally(Runnable bell) {
        this.bell = bell;
    }

    /** Calls that were let through by one generation of a circuit. */
    private record Let(CircuitId circuit, long generation) {}

    /** A call goes out, let through by this admission as the breaker's view has it; the ticket hears how it goes on. */
    public CallTicket sent(String route, Rung.Model rung, Admission admission, BreakerView view, Instant now) {
        CircuitId.Health health = view.health(rung.model());
        CircuitId.Quality quality = new CircuitId.Quality(route, rung.tier(), rung.version());
        CallTicket ticket = new CallTicket(
                this,
                rung,
                health,
                admission.generation(health),
                quality,
                admission.generation(quality),
                view.baselines().get(rung.model()),
                now);
        begun(ticket);
        return ticket;
    }

    synchronized void begun(CallTicket ticket) {
        underWay.add(ticket);
    }

    synchronized void forget(CallTicket ticket) {
        underWay.remove(ticket);
    }

    void ended(CallTicket ticket, AttemptResult result, Heard heard) {
        boolean ring;
        synchronized (this) {
            underWay.remove(ticket);
            boolean before = urgent;
            health(ticket, result, heard.health());
            answer(ticket, heard.answer());
            learn(ticket, result);
            ring = urgent && !before;
        }
        ringIf(ring);
    }

    private void health(CallTicket ticket, AttemptResult result, Health health) {
        Sums of = sums(ticket.health(), ticket.healthGeneration());
        switch (health) {
            case GOOD -> {
                of.good++;
                of.takenBack += ticket.isPending() ? 1 : 0;
                urgent |= ticket.isPending();
                time(of, ticket.baseline(), result);
            }
            case BAD -> {
                urgent = true;
                if (ticket.isPending()) {
                    of.confirmed++;
                } else {
                    of.bad++;
                }
            }
            case MINOR -> {
                urgent = true;
                of.minor++;
            }
            case RATE_LIMITED -> of.rateLimited++;
            case INVALID -> of.invalid++;
            case NO_NEWS -> {}
        }
    }

    private void time(Sums of, @Nullable Baseline baseline, AttemptResult result) {
        Long first = result.firstContentMs();
        if (baseline == null || first == null) {
            return;
        }
        of.timed++;
        if (first > baseline.p95()) {
            of.slow++;
            urgent = true;
        }
    }

    private void answer(CallTicket ticket, Answer answer) {
        switch (answer) {
            case ACCEPTED -> quality(ticket).good++;
            case REJECTED -> {
                quality(ticket).bad++;
                urgent = true;
            }
            case NONE -> {}
        }
    }

    private Sums quality(CallTicket ticket) {
        Sums of = sums(ticket.quality(), ticket.qualityGeneration());
        of.bar = ticket.rung().quality();
        return of;
    }

    /** Only a whole answer's time is a healthy one. */
    private void learn(CallTicket ticket, AttemptResult result) {
        Long first = result.firstContentMs();
        if (ticket.baseline() == null && first != null && result.outcome() instanceof Outcome.Whole) {
            firstContent.merge(ticket.rung().model(), LatencyHistogram.EMPTY.plus(first), LatencyHistogram::plus);
        }
    }

    /** A judge has said what an answer is worth (0..1). */
    public void scored(CircuitId.Quality circuit, long generation, @Nullable Double bar, double score, String judge) {
        boolean ring;
        synchronized (this) {
            ring = !urgent;
            urgent = true;
            sums(circuit, generation).score(bar, score, judge);
        }
        ringIf(ring);
    }

    /** A key or a model was refused. */
    public void latched(LatchNews news) {
        boolean ring;
        synchronized (this) {
            ring = !urgent;
            urgent = true;
            latches.put(news.circuit(), news);
        }
        ringIf(ring);
    }

    /** A request was kept from a circuit of this generation, and could be copied for a probe. */
    public void kept(Candidate candidate, long generation) {
        boolean ring;
        synchronized (this) {
            candidates.put(candidate.circuit(), candidate);
            boolean news = !Long.valueOf(generation).equals(named.put(candidate.circuit(), generation));
            ring = news && !urgent;
            urgent |= news;
        }
        ringIf(ring);
    }

    /** Looks at the calls under way: which have waited for too long by now. */
    public void look(Instant now) {
        boolean ring;
        synchronized (this) {
            boolean before = urgent;
            for (CallTicket ticket : underWay) {
                if (ticket.isOverdue(now)) {
                    ticket.markPending();
                    sums(ticket.health(), ticket.healthGeneration()).pending++;
                    urgent = true;
                }
            }
            ring = urgent && !before;
        }
        ringIf(ring);
    }

    /** Whether there is something to say at once, rather than some time. */
    public synchronized boolean isUrgent() {
        return urgent;
    }

    /** Takes what there is to say; null where there is nothing. */
    public synchronized @Nullable OutcomeReport take(String node, long sequence, long now) {
        if (sums.isEmpty() && latches.isEmpty() && candidates.isEmpty()) {
            return null;
        }
        List<CircuitOutcomes> circuits = sums.entrySet().stream()
                .map(entry -> entry.getValue()
                        .of(entry.getKey().circuit(), entry.getKey().generation()))
                .toList();
        OutcomeReport report = new OutcomeReport(
                node,
                sequence,
                now,
                circuits,
                firstContent,
                List.copyOf(latches.values()),
                List.copyOf(candidates.values()));
        sums.clear();
        firstContent.clear();
        latches.clear();
        candidates.clear();
        urgent = false;
        return report;
    }

    private Sums sums(CircuitId circuit, long generation) {
        return sums.computeIfAbsent(new Let(circuit, generation), _ -> new Sums());
    }

    private void ringIf(boolean ring) {
        if (ring) {
            bell.run();
        }
    }
}
