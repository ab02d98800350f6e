package io.downclimb.workflows.breaker;

import io.downclimb.workflows.activity.Breakers;
import io.downclimb.workflows.activity.Probes;
import io.downclimb.workflows.activity.ShortStep;
import io.downclimb.workflows.status.StatusNews;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The loop of a breaker: wait for news or for what is due, let {@link Breaker} decide, start the probes it wants, write down what it decided.
 * News wait in line until their turn, so a decision is written down before the next is made.
 */
public final class BreakerWorkflowImpl implements BreakerWorkflow {
    /** Long before the engine's own limits: a shorter history is faster to replay. */
    private static final long HISTORY_EVENTS = 5_000;

    /** From here on new probes are left to the next run: with many circuits there may always be one under way, and no history is endless. */
    private static final long FULL_HISTORY_EVENTS = 8_000;

    private static final Logger LOG = Workflow.getLogger(BreakerWorkflowImpl.class);

    private static final LocalActivityOptions SHORT_STEP = LocalActivityOptions.newBuilder(ShortStep.OPTIONS)
            // They are the whole state each time, and stand in Postgres. The result tells what was decided.
            .setDoNotIncludeArgumentsIntoMarker(true)
            .build();

    /** A probe, with its judge, that is not back by then tells nothing. Less than {@link Breaker} waits for one. */
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(90);

    private final String provider;
    private final Breakers memory = Workflow.newLocalActivityStub(Breakers.class, SHORT_STEP);
    private final Random random = Workflow.newRandom();
    private final Deque<News> inbox = new ArrayDeque<>();
    private @Nullable Breaker breaker;
    private int probesUnderWay;
    private long decisions;

    @WorkflowInit
    public BreakerWorkflowImpl(BreakerInput input) {
        provider = input.provider();
    }

    /** Something to tell the breaker, in its turn. */
    private interface News {
        void tell(Breaker breaker, long now);
    }

    @Override
    public void run(BreakerInput input) {
        BreakerState state = input.state() == null ? memory.recallBreaker(provider) : input.state();
        Breaker known = state == null
                ? Breaker.fresh(provider, BreakerSettings.DEFAULT, Workflow.currentTimeMillis())
                : Breaker.of(state);
        breaker = known;
        decide(known);
        while (!isTimeToContinueAnew()) {
            await(known);
            decide(known);
        }
        // Nothing may wait between that question and this, or what is heard meanwhile would be lost.
        Workflow.continueAsNew(new BreakerInput(provider, known.state()));
    }

    private void await(Breaker known) {
        OptionalLong due = known.nextDue();
        if (due.isEmpty()) {
            Workflow.await(() -> !inbox.isEmpty());
            return;
        }
        long wait = due.getAsLong() - Workflow.currentTimeMillis();
        if (wait > 0) {
            Workflow.await(Duration.ofMillis(wait), () -> !inbox.isEmpty());
        }
    }

    private void decide(Breaker known) {
        long now = Workflow.currentTimeMillis();
        while (!inbox.isEmpty()) {
            tell(inbox.removeFirst(), known, now);
        }
        known.tick(now, random);
        if (Workflow.getInfo().getHistoryLength() < FULL_HISTORY_EVENTS) {
            known.takeProbes().forEach(this::probe);
        }
        if (known.changed()) {
            var _ = memory.keepBreaker(known.drain(now));
        }
        decisions++;
    }

    /** One message that cannot be understood must not keep all others from being heard. */
    private static void tell(News news, Breaker known, long now) {
        try {
            news.tell(known, now);
        } catch (RuntimeException malformed) {
            LOG.warn("a message is passed over: {}", malformed.getClass().getSimpleName());
        }
    }

    private void probe(ProbeOrder order) {
        Probes probes = Workflow.newActivityStub(
                Probes.class,
                ActivityOptions.newBuilder()
                        .setSummary("probe " + order.circuit().text())
                        .setScheduleToCloseTimeout(PROBE_PATIENCE)
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
        Promise<ProbeResult> result = Async.function(probes::probe, order);
        probesUnderWay++;
        var _ = result.handle((found, failure) -> {
            probesUnderWay--;
            ProbeResult told = failure == null
                    ? found
                    : new ProbeResult(order.circuit(), order.generation(), false, null, null, null);
            inbox.add((known, now) -> known.probed(told, now, random));
            return told;
        });
    }

    private boolean isTimeToContinueAnew() {
        boolean full = Workflow.getInfo().isContinueAsNewSuggested()
                || Workflow.getInfo().getHistoryLength() > HISTORY_EVENTS;
        if (!full || probesUnderWay > 0) {
            return false;
        }
        // Operators heard in this decision have yet to get their answer: it is theirs before the run ends, and no
        // reason to put the end off.
        Workflow.await(() -> !inbox.isEmpty() || Workflow.isEveryHandlerFinished());
        return probesUnderWay == 0 && inbox.isEmpty();
    }

    @Override
    public void report(OutcomeReport report) {
        inbox.add((known, now) -> known.hear(report, now));
    }

    @Override
    public void configure(BreakerSettings settings) {
        inbox.add((known, now) -> known.configure(settings, now));
    }

    @Override
    public void status(StatusNews news) {
        inbox.add((known, now) -> known.status(news, now));
    }

    @Override
    public BreakerView operate(OperatorAction action) {
        Turn turn = new Turn();
        inbox.add((known, now) -> {
            try {
                known.operate(action, now, random);
            } catch (IllegalArgumentException impossible) {
                turn.refusal = impossible.getMessage();
            } catch (RuntimeException incomplete) {
                turn.refusal = "the action lacks its circuit, kind, reason or author";
            }
            turn.takenBy = decisions + 1;
        });
        Workflow.await(() -> turn.takenBy > 0 && decisions >= turn.takenBy);
        if (turn.refusal != null) {
            throw ApplicationFailure.newNonRetryableFailure(turn.refusal, BAD_ACTION);
        }
        return Objects.requireNonNull(breaker, "it has decided").view(Workflow.currentTimeMillis());
    }

    /** An operator's place in the line. */
    private static final class Turn {
        /** The number of the decision that took it in; 0 while it waits. */
        private long takenBy;

        private @Nullable String refusal;
    }
}
