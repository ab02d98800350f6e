package io.downclimb.incident.whatif;

import io.downclimb.incident.IncidentAttempt;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.request.Descent;
import io.downclimb.workflows.request.RequestInput;
import io.downclimb.workflows.tally.CallTicket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One request in virtual time: the workflow's part ({@link Descent} says what to do next) and the part of its attempts.
 *
 * <ol>
 *   <li>Prepare: what the breakers say, and what the cache holds.
 *   <li>For each call: wait for its time, ask the breakers once more and the provider's budget of retries, send, and count what came of it.
 *   <li>Conclude. A caller who hangs up first has cancelled.
 * </ol>
 */
final class VirtualRequest {
    private final Arrival arrival;
    private final VirtualNode node;
    private final Simulation.Run run;
    private final Agenda agenda;
    private final RandomGenerator random;
    private final List<IncidentAttempt> attempts = new ArrayList<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private @Nullable Descent descent;
    private @Nullable CallTicket underWay;
    private boolean concluded;

    VirtualRequest(Arrival arrival, VirtualNode node, Simulation.Run run) {
        this.arrival = arrival;
        this.node = node;
        this.run = run;
        agenda = run.agenda();
        random = run.dice().of("steps", arrival.id(), 0);
    }

    void arrive() {
        Long own = arrival.startMs();
        long start = own == null ? run.timing().start().draw(random) : own;
        agenda.at(agenda.now() + start, this::begin);
        Long hangsUpAt = arrival.hangsUpAt();
        if (hangsUpAt != null) {
            agenda.at(hangsUpAt, this::hangUp);
        }
    }

    private void begin() {
        if (concluded) {
            return;
        }
        boolean cache = arrival.policy().ladder().getFirst() instanceof Rung.Cache;
        CacheHit cached = cache ? arrival.cached() : null;
        Prepared prepared = new Prepared(arrival.policy(), arrival.skips(), cached, List.of(), null, node.all(arrival));
        RequestInput input =
                new RequestInput(arrival.id(), arrival.policyHash(), arrival.deadlineAt(), arrival.share());
        Descent way = Descent.of(input, prepared, run.dice().random("retries", arrival.id()));
        descent = way;
        goOn(way);
    }

    private void goOn(Descent way) {
        switch (way.next(agenda.now())) {
            case Descent.Call call -> agenda.at(call.order().notBefore(), () -> send(way, call));
            case Descent.End end -> {
                boolean committed = end.end() instanceof Conclusion.ByAttempt;
                Delay delays = committed ? run.timing().commit() : run.timing().end();
                long delay = delays.draw(random);
                agenda.at(agenda.now() + delay, () -> conclude(end.end()));
            }
        }
    }

    private void send(Descent way, Descent.Call call) {
        if (concluded) {
            return;
        }
        AttemptOrder order = call.order();
        Admission admission = node.one(arrival, order.rung());
        String held = node.held(order, admission);
        if (held != null) {
            took(way, result(order, new Outcome.Held(held), null, 0, admission, 0));
            return;
        }
        long sentAt = agenda.now();
        CallTicket ticket = node.sent(arrival.policy().route(), call.rung(), admission);
        underWay = ticket;
        Reply reply = reply(call, sentAt);
        attempts.add(attempt(order, sentAt, null, null, reply));
        Long first = reply.firstContentMs();
        if (first != null && ticket != null && first < reply.totalMs()) {
            agenda.at(sentAt + first, ticket::flows);
        }
        agenda.at(sentAt + reply.totalMs(), () -> ended(way, call, sentAt, admission, ticket, reply));
    }

    private Reply reply(Descent.Call call, long sentAt) {
        AttemptOrder order = call.order();
        if (sentAt >= order.firstContentBy()) {
            Outcome notSent = new Outcome.Failed(ErrorClass.SILENT, null, null, Outcome.Failed.NOT_SENT);
            return Reply.scripted(notSent, null, 0);
        }
        String target = order.provider() + '/' + order.model();
        int nth = calls.merge(target, 1, Integer::sum) - 1;
        Reply reply = run.reply(new Ask(
                arrival.id(),
                null,
                order.provider(),
                order.model(),
                nth,
                sentAt,
                order.firstContentBy() - sentAt,
                order.completeBy() - sentAt,
                call.rung().idle().toMillis(),
                run.dice().of(target, arrival.id(), nth),
                run.dice()::luck));
        run.recorder().asked(reply);
        return reply;
    }

    private void ended(
            Descent way,
            Descent.Call call,
            long sentAt,
            Admission admission,
            @Nullable CallTicket ticket,
            Reply reply) {
        if (concluded) {
            return;
        }
        AttemptOrder order = call.order();
        Long first = reply.firstContentMs();
        if (first != null) {
            node.usual().saw(order.provider(), order.model(), first);
        }
        if (reply.outcome() instanceof Outcome.Failed failed) {
            latch(order, failed);
        }
        AttemptResult result =
                result(order, reply.outcome(), first, reply.totalMs(), admission, node.accepted(order.provider()));
        attempts.set(attempts.size() - 1, attempt(order, sentAt, agenda.now(), result, reply));
        if (ticket != null) {
            ticket.ended(result);
        }
        underWay = null;
        Reply.Score score = reply.score();
        if (score != null && reply.outcome() instanceof Outcome.Whole) {
            agenda.at(
                    agenda.now() + score.afterMs(),
                    () -> node.scored(arrival.policy().route(), call.rung(), admission, score));
        }
        took(way, result);
    }

    private void latch(AttemptOrder order, Outcome.Failed failed) {
        switch (failed.errorClass()) {
            case AUTH, QUOTA -> node.keyRefused(order.provider(), failed.errorClass(), failed.retryAfterMs());
            case MODEL_GONE -> node.modelGone(order.provider(), order.model());
            case OVERLOADED,
                    RATE_LIMITED,
                    CONTEXT_LENGTH,
                    CONTENT_POLICY,
                    INVALID_REQUEST,
                    CONNECT,
                    SILENT,
                    CUT,
                    MALFORMED,
                    LOST_WORKER,
                    REJECTED -> {}
        }
    }

    /** An answer ends the request where it is committed; anything else has to reach the next decision first. */
    private void took(Descent way, AttemptResult result) {
        boolean answered = result.outcome() instanceof Outcome.Whole || result.outcome() instanceof Outcome.Refused;
        long delay = answered ? 0 : run.timing().step().draw(random);
        agenda.at(agenda.now() + delay, () -> {
            if (!concluded) {
                way.took(result, agenda.now());
                goOn(way);
            }
        });
    }

    private void conclude(Conclusion.End end) {
        if (concluded) {
            return;
        }
        concluded = true;
        run.recorder().request(arrival, attempts, descent, end, agenda.now());
        run.concluded();
    }

    private void hangUp() {
        if (concluded) {
            return;
        }
        if (underWay != null) {
            underWay.abandoned();
        }
        conclude(new Conclusion.Cancelled("cancelled"));
    }

    private AttemptResult result(
            AttemptOrder order,
            Outcome outcome,
            @Nullable Long first,
            long totalMs,
            Admission admission,
            int otherKeys) {
        long usual = node.usual().of(order.provider(), order.model());
        int sends = outcome instanceof Outcome.Held ? 0 : 1;
        return new AttemptResult(
                order.number(), order.rung(), outcome, first, totalMs, usual, sends, admission, otherKeys);
    }

    private IncidentAttempt attempt(
            AttemptOrder order, long sentAt, @Nullable Long finishedAt, @Nullable AttemptResult result, Reply reply) {
        Rung.Model rung = (Rung.Model) arrival.policy().ladder().get(order.rung());
        return Recorder.attempt(order, rung, sentAt, finishedAt, result, reply);
    }
}
