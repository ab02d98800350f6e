package io.downclimb.activities.request;

import io.downclimb.activities.provider.Cancellation;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells the engine each 800 ms that a call is alive, and the call, within a second, that nobody wants it any more. */
final class Heartbeat implements AutoCloseable {
    private static final long EVERY_MS = 800;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("attempt-heartbeat").factory());

    private final ActivityExecutionContext context;
    private final Cancellation cancellation;
    private final @Nullable ScheduledFuture<?> beats;
    private volatile @Nullable ActivityCompletionException ended;

    private Heartbeat(ActivityExecutionContext context, Cancellation cancellation) {
        this.context = context;
        this.cancellation = cancellation;
        this.beats = isInline()
                ? null
                : CLOCK.scheduleWithFixedDelay(
                        () -> Thread.startVirtualThread(this::beat), EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Whether this attempt is made next to its workflow's decision: it has no heartbeats then. */
    static boolean isInline() {
        return Activity.getExecutionContext().getInfo().isLocal();
    }

    static Heartbeat start(Cancellation cancellation) {
        return new Heartbeat(Activity.getExecutionContext(), cancellation);
    }

    /** Why the engine ended the attempt; null while it has not. */
    @Nullable
    ActivityCompletionException ended() {
        return ended;
    }

    private void beat() {
        try {
            context.heartbeat(null);
        } catch (ActivityWorkerShutdownException e) {
            // The worker lets calls under way finish: their results are wanted.
            return;
        } catch (ActivityCompletionException e) {
            ended = e;
            cancellation.cancel();
        }
    }

    @Override
    public void close() {
        if (beats != null) {
            beats.cancel(false);
        }
    }
}
