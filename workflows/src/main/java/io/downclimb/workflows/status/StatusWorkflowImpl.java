package io.downclimb.workflows.status;

import io.downclimb.workflows.activity.PollOrder;
import io.downclimb.workflows.activity.PollResult;
import io.downclimb.workflows.activity.StatusPolls;
import io.downclimb.workflows.activity.TellOrder;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Poll, tell, rest, again. {@link PollSchedule} says when, {@link PollMemory} what is known. Breakers hear of a change at once and of the
 * rest each minute, since they take older news for none.
 */
public final class StatusWorkflowImpl implements StatusWorkflow {
    private static final long TELL_EVERY_MS = Duration.ofMinutes(1).toMillis();
    /** Polls in a row, each on whatever node took it, that no node's configuration wanted. */
    private static final int UNWANTED = 20;
    /** More than one address may take: two parts of ten seconds each. */
    private static final Duration PER_ADDRESS = Duration.ofSeconds(22);

    private final StatusPolls shortSteps = Workflow.newLocalActivityStub(
            StatusPolls.class,
            LocalActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofSeconds(10))
                    .setRetryOptions(
                            RetryOptions.newBuilder().setMaximumAttempts(2).build())
                    .build());
    private final Random random = Workflow.newRandom();
    private StatusInput input;
    private PollMemory memory;
    private boolean reconfigured;
    private Map<String, StatusNews> told = Map.of();
    private long toldAt;
    private int unwanted;

    @WorkflowInit
    public StatusWorkflowImpl(StatusInput input) {
        this.input = input;
        PollMemory before = input.memory();
        memory = before == null ? PollMemory.FRESH : before;
    }

    @Override
    public void run(StatusInput started) {
        while (unwanted < UNWANTED) {
            if (Workflow.getInfo().isContinueAsNewSuggested()) {
                Workflow.newContinueAsNewStub(StatusWorkflow.class).run(input.continuing(memory));
            }
            reconfigured = false;
            long waitMs = poll();
            if (!reconfigured) {
                tell();
                rest(Workflow.currentTimeMillis() + waitMs);
            }
        }
        forget();
    }

    @Override
    public void configure(StatusInput wanted) {
        if (wanted.asks(input)) {
            return;
        }
        input = wanted;
        memory = memory.unconditional();
        reconfigured = true;
        unwanted = 0;
    }

    /** How long to wait for the next one, in ms. What a poll brings that began under another configuration does not count. */
    private long poll() {
        long retryAfterMs = 0;
        PollMemory after;
        try {
            PollResult result = polls().poll(new PollOrder(input.page(), memory));
            after = result.memory();
            retryAfterMs = result.retryAfterMs();
            unwanted = result.wanted() ? 0 : unwanted + 1;
        } catch (ActivityFailure failure) {
            rethrowCancellation(failure);
            after = memory.failed(false, Workflow.currentTimeMillis());
        }
        if (!reconfigured) {
            memory = after;
        }
        return PollSchedule.waitMs(input.intervalMs(), memory.refusals(), retryAfterMs, random.nextDouble());
    }

    /** A node that is lost in a poll costs that poll's time, and no more. */
    private StatusPolls polls() {
        Duration limit = PER_ADDRESS.multipliedBy(input.page().urls().size()).plusSeconds(10);
        return Workflow.newActivityStub(
                StatusPolls.class,
                ActivityOptions.newBuilder()
                        .setSummary(input.page().name())
                        .setStartToCloseTimeout(limit)
                        .setScheduleToCloseTimeout(limit.multipliedBy(2))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(2).build())
                        .build());
    }

    private void rest(long until) {
        while (!reconfigured && Workflow.currentTimeMillis() < until) {
            long wake = Math.min(until, toldAt + TELL_EVERY_MS);
            Workflow.await(Duration.ofMillis(Math.max(1, wake - Workflow.currentTimeMillis())), () -> reconfigured);
            tell();
        }
    }

    private void tell() {
        long now = Workflow.currentTimeMillis();
        Map<String, StatusNews> news = new HashMap<>();
        input.page().components().keySet().forEach(provider -> news.put(provider, memory.news(provider, now)));
        if (now - toldAt < TELL_EVERY_MS && levels(news).equals(levels(told))) {
            return;
        }
        told = news;
        toldAt = now;
        try {
            shortSteps.tell(new TellOrder(input.page(), memory, news));
        } catch (ActivityFailure failure) {
            rethrowCancellation(failure);
        }
    }

    private static Map<String, StatusLevel> levels(Map<String, StatusNews> news) {
        Map<String, StatusLevel> levels = new HashMap<>();
        news.forEach((provider, said) -> levels.put(provider, said.level()));
        return levels;
    }

    private void forget() {
        try {
            shortSteps.forget(input.page().name());
        } catch (ActivityFailure failure) {
            rethrowCancellation(failure);
        }
    }

    private static void rethrowCancellation(ActivityFailure failure) {
        if (failure.getCause() instanceof CanceledFailure) {
            throw failure;
        }
    }
}
