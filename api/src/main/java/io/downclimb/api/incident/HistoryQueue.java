package io.downclimb.api.incident;

import io.downclimb.api.incident.Histories.Away;
import io.downclimb.api.incident.Histories.AwayException;
import io.downclimb.api.incident.Histories.Fetched;
import io.downclimb.api.incident.Histories.Found;
import io.downclimb.api.incident.Histories.Run;
import io.downclimb.api.incident.Histories.Undecided;
import io.downclimb.api.incident.Histories.Unknown;
import io.downclimb.incident.Closing.MissingHistory;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentWriter;
import io.downclimb.workflows.judge.JudgeWorkflow;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Histories on their way into a file: fetched some at once, written in the order in which they were asked for. Not for several threads. */
final class HistoryQueue implements AutoCloseable {
    private static final int AT_ONCE = 8;

    private final Histories histories;
    private final IncidentWriter writer;
    private final Instant from;
    private final Instant until;
    private final Instant now;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean isFull;

    /** A history that is being fetched. */
    private record Waiting(Asked asked, Future<Fetched> fetched) {}

    /**
     * What is asked for.
     *
     * @param closed when it ended at the latest, as far as is known
     * @param mayNeverHaveBeen whether there need not have been such a workflow
     * @param isFirst whether the run before it, if there was one, is missing
     */
    private record Asked(
            String workflowId, @Nullable String runId, Instant closed, boolean mayNeverHaveBeen, boolean isFirst) {}

    HistoryQueue(Histories histories, IncidentWriter writer, Instant from, Instant until, Instant now) {
        this.histories = histories;
        this.writer = writer;
        this.from = from;
        this.until = until;
        this.now = now;
    }

    /** Of a workflow that goes on for ever, all runs that overlap the span. */
    boolean lasting(String workflowId) throws IOException {
        List<Run> runs;
        try {
            runs = histories.runs(workflowId, from, until);
        } catch (AwayException e) {
            writer.missing(new MissingHistory(workflowId, e.why()));
            return !isFull;
        }
        if (runs.isEmpty()) {
            // The engine's lists tell of a workflow a moment after it has begun.
            return ask(new Asked(workflowId, null, until, false, true));
        }
        for (int index = 0; index < runs.size(); index++) {
            Run run = runs.get(index);
            boolean isFirst = index == 0 && run.start().isAfter(from);
            if (!ask(new Asked(workflowId, run.runId(), until, false, isFirst))) {
                return false;
            }
        }
        return true;
    }

    /** A request that was answered without a call may have been answered at the door, where no workflow is started. */
    boolean request(IncidentRequest request) throws IOException {
        Long concludedAt = request.concludedAt();
        return ask(new Asked(
                request.workflowId(),
                null,
                concludedAt == null ? now : Instant.ofEpochMilli(concludedAt),
                "answered".equals(request.outcome()) && request.attempts().isEmpty(),
                false));
    }

    boolean judge(String requestId, int attempt, long at) throws IOException {
        return ask(
                new Asked(JudgeWorkflow.workflowId(requestId, attempt), null, Instant.ofEpochMilli(at), false, false));
    }

    /** Writes what is still on its way. */
    void finish() throws IOException {
        while (!waiting.isEmpty()) {
            writeNext();
        }
    }

    /** False where the file has no room for more. */
    private boolean ask(Asked asked) throws IOException {
        if (waiting.size() == AT_ONCE) {
            writeNext();
        }
        if (isFull) {
            return false;
        }
        waiting.add(new Waiting(asked, threads.submit(() -> histories.fetch(asked.workflowId(), asked.runId()))));
        return true;
    }

    private void writeNext() throws IOException {
        Waiting next = waiting.remove();
        Asked asked = next.asked();
        switch (await(next.fetched())) {
            case Found(IncidentHistory history, String before) -> {
                if (asked.isFirst() && before != null) {
                    writer.missing(new MissingHistory(
                            asked.workflowId(), "its run %s: %s".formatted(before, histories.whyGone(from, now))));
                }
                isFull = isFull || !writer.history(history);
            }
            case Unknown() -> {
                if (!asked.mayNeverHaveBeen() || !histories.shouldKnow(asked.closed(), now)) {
                    writer.missing(new MissingHistory(asked.workflowId(), histories.whyGone(asked.closed(), now)));
                }
            }
            case Undecided() ->
                writer.missing(new MissingHistory(asked.workflowId(), "its first decision was under way"));
            case Away(String why) -> writer.missing(new MissingHistory(asked.workflowId(), why));
        }
    }

    private static Fetched await(Future<Fetched> fetched) throws IOException {
        try {
            return fetched.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("the export was ended").initCause(e);
        } catch (ExecutionException e) {
            throw new IOException("a history could not be read: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
