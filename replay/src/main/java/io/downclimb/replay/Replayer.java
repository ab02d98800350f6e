package io.downclimb.replay;

import io.downclimb.incident.IncidentFile;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.workflows.breaker.BreakerWorkflowImpl;
import io.downclimb.workflows.judge.JudgeWorkflowImpl;
import io.downclimb.workflows.request.RequestWorkflowImpl;
import io.downclimb.workflows.status.StatusWorkflowImpl;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Replays histories with the workflows as they are now, offline, on all processors: no server, no database, no provider.
 *
 * <p>Two things are compared. Temporal's own check: the same kinds of commands in the same order, or a workflow under way would be stuck. And
 * decision by decision, field by field: the same steps with the same orders, the same waits, labels, conclusions and results. Temporal alone
 * would let another rung or another conclusion pass.
 */
public final class Replayer implements AutoCloseable {
    /** The workflows of all types, as this version of Downclimb has them. */
    public static final List<Class<?>> RELEASED = List.of(
            RequestWorkflowImpl.class, BreakerWorkflowImpl.class, JudgeWorkflowImpl.class, StatusWorkflowImpl.class);

    private final TestWorkflowEnvironment environment;
    private final BlockingQueue<ReplayWorker> idle = new LinkedBlockingQueue<>();
    private final int workers = Runtime.getRuntime().availableProcessors();

    private Replayer(List<Class<?>> implementations) {
        environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Values.CONVERTER)
                        .build())
                .build());
        for (int worker = 0; worker < workers; worker++) {
            idle.add(new ReplayWorker(environment.getWorkflowClient(), implementations));
        }
    }

    /** With the workflows of this version. */
    public static Replayer asReleased() {
        return new Replayer(RELEASED);
    }

    /** With other implementations of some workflow types: what a change would do. */
    public static Replayer of(List<Class<?>> implementations) {
        return new Replayer(implementations);
    }

    /** Where the code parts from this history; empty where it repeats it. */
    public Optional<Difference> replay(IncidentHistory history) {
        ReplayWorker worker = take();
        try {
            return worker.replay(history);
        } finally {
            idle.add(worker);
        }
    }

    /** Replays all histories of a file. */
    public Replays replay(IncidentFile file) {
        return replay(file::histories, file.closing().missingHistories());
    }

    /** Replays all that the source hands over. */
    public Replays replay(Iterable<IncidentHistory> histories) {
        return replay(histories::forEach, 0);
    }

    private Replays replay(Consumer<Consumer<IncidentHistory>> source, long missing) {
        try (ReplayRun run = new ReplayRun(this::replay, workers)) {
            source.accept(run::add);
            return run.finish(missing);
        }
    }

    private ReplayWorker take() {
        try {
            return idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a replay", e);
        }
    }

    @Override
    public void close() {
        environment.close();
    }
}
