package io.downclimb.api.incident;

import com.google.protobuf.ByteString;
import io.downclimb.incident.IncidentHistory;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine recorded. A call that gets no answer is tried again for some seconds; after that the engine counts as away for the rest of the
 * export, so that each further history is named as missing at once.
 */
final class Histories {
    private static final int TRIES = 4;
    private static final long FIRST_PAUSE_MS = 250;
    private static final Duration CALL = Duration.ofSeconds(10);

    private final WorkflowClient client;
    private final String namespace;
    private final @Nullable Duration retention;
    private volatile @Nullable String away;

    Histories(WorkflowClient client) {
        this.client = client;
        this.namespace = client.getOptions().getNamespace();
        this.retention = askRetention();
    }

    /** What became of asking for a history. */
    sealed interface Fetched {}

    /**
     * It is there.
     *
     * @param continuedFrom the run before it, which a run that began as a continuation names; null for none
     */
    record Found(IncidentHistory history, @Nullable String continuedFrom) implements Fetched {}

    /** Its first decision is under way. */
    record Undecided() implements Fetched {}

    /** The engine does not know it. */
    record Unknown() implements Fetched {}

    /** The engine did not answer. */
    record Away(String why) implements Fetched {}

    /** A run of a workflow that goes on for ever, run by run. */
    record Run(String workflowId, String runId, Instant start) {}

    /** The history of a workflow's run; of its newest where none is named. */
    Fetched fetch(String workflowId, @Nullable String runId) {
        WorkflowExecution execution = WorkflowExecution.newBuilder()
                .setWorkflowId(workflowId)
                .setRunId(runId == null ? "" : runId)
                .build();
        try {
            return found(workflowId, events(execution));
        } catch (AwayException e) {
            return new Away(e.why);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return new Unknown();
            }
            return new Away("Temporal refused to tell it: " + e.getStatus().getCode());
        }
    }

    /**
     * The runs of a workflow that overlap a span, oldest first.
     *
     * @throws AwayException where the engine does not answer
     */
    List<Run> runs(String workflowId, Instant from, Instant until) throws AwayException {
        String query = "WorkflowId = '%s' AND StartTime < '%s'".formatted(workflowId, until);
        List<Run> runs = new ArrayList<>();
        ByteString[] page = {ByteString.EMPTY};
        do {
            ListWorkflowExecutionsResponse listed = call(() -> temporal()
                    .listWorkflowExecutions(ListWorkflowExecutionsRequest.newBuilder()
                            .setNamespace(namespace)
                            .setQuery(query)
                            .setNextPageToken(page[0])
                            .build()));
            for (WorkflowExecutionInfo run : listed.getExecutionsList()) {
                if (!run.hasCloseTime() || !instant(run.getCloseTime()).isBefore(from)) {
                    runs.add(new Run(workflowId, run.getExecution().getRunId(), instant(run.getStartTime())));
                }
            }
            page[0] = listed.getNextPageToken();
        } while (!page[0].isEmpty());
        runs.sort(Comparator.comparing(Run::start));
        return runs;
    }

    /** Why a history is gone that was there until a time, as far as can be told. */
    String whyGone(Instant closed, Instant now) {
        if (retention != null && closed.isBefore(now.minus(retention))) {
            return "older than the retention of %s of Temporal's namespace \"%s\""
                    .formatted(words(retention), namespace);
        }
        return "Temporal's namespace \"%s\" does not know it: deleted there, or the namespace was made anew since"
                .formatted(namespace);
    }

    /** Whether the engine would still have what ended then. */
    boolean shouldKnow(Instant closed, Instant now) {
        return retention != null && !closed.isBefore(now.minus(retention));
    }

    /** Durations as the configuration has them. */
    static String words(Duration duration) {
        return duration.toMinutesPart() == 0 && duration.toSecondsPart() == 0
                ? duration.toHours() + "h"
                : duration.toSeconds() + "s";
    }

    private List<HistoryEvent> events(WorkflowExecution execution) throws AwayException {
        List<HistoryEvent> events = new ArrayList<>();
        ByteString[] page = {ByteString.EMPTY};
        do {
            GetWorkflowExecutionHistoryResponse part = call(() -> temporal()
                    .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                            .setNamespace(namespace)
                            .setExecution(execution)
                            .setNextPageToken(page[0])
                            .build()));
            events.addAll(part.getHistory().getEventsList());
            page[0] = part.getNextPageToken();
        } while (!page[0].isEmpty());
        return events;
    }

    private static Fetched found(String workflowId, List<HistoryEvent> events) {
        if (events.isEmpty()) {
            return new Unknown();
        }
        WorkflowExecutionStartedEventAttributes started =
                events.getFirst().getWorkflowExecutionStartedEventAttributes();
        String json = HistoryText.of(events);
        if (json == null) {
            return new Undecided();
        }
        String type = started.getWorkflowType().getName();
        String before = started.getContinuedExecutionRunId();
        return new Found(
                new IncidentHistory(workflowId, started.getOriginalExecutionRunId(), type, json),
                before.isEmpty() ? null : before);
    }

    private @Nullable Duration askRetention() {
        try {
            return retention(client);
        } catch (StatusRuntimeException e) {
            return null;
        }
    }

    /** How long the namespace keeps the histories of workflows that have ended. */
    static Duration retention(WorkflowClient client) {
        com.google.protobuf.Duration kept = client.getWorkflowServiceStubs()
                .blockingStub()
                .withDeadlineAfter(CALL.toMillis(), TimeUnit.MILLISECONDS)
                .describeNamespace(DescribeNamespaceRequest.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .build())
                .getConfig()
                .getWorkflowExecutionRetentionTtl();
        return Duration.ofSeconds(kept.getSeconds());
    }

    private WorkflowServiceBlockingStub temporal() {
        return client.getWorkflowServiceStubs()
                .blockingStub()
                .withDeadlineAfter(CALL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> T call(Supplier<T> call) throws AwayException {
        long pause = FIRST_PAUSE_MS;
        for (int tried = 1; ; tried++) {
            String known = away;
            if (known != null) {
                throw new AwayException(known);
            }
            try {
                return call.get();
            } catch (StatusRuntimeException e) {
                Status.Code code = e.getStatus().getCode();
                if (!isWorthAnotherTry(code)) {
                    throw e;
                }
                if (tried == TRIES) {
                    away = "Temporal did not answer: " + code;
                }
            }
            pause(pause);
            pause *= 2;
        }
    }

    private static boolean isWorthAnotherTry(Status.Code code) {
        return code == Status.Code.UNAVAILABLE
                || code == Status.Code.DEADLINE_EXCEEDED
                || code == Status.Code.RESOURCE_EXHAUSTED;
    }

    private static void pause(long millis) throws AwayException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AwayException("the export was ended");
        }
    }

    private static Instant instant(com.google.protobuf.Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    /** The engine does not answer. */
    static final class AwayException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String why;

        AwayException(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }
}
