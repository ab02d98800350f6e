package io.downclimb.api.stack;

import com.google.protobuf.ByteString;
import io.downclimb.api.request.TaskQueue;
import io.downclimb.db.AnswerRepository;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRepository;
import io.downclimb.db.RequestRow;
import io.downclimb.embedded.SharedStack;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.activity.Steps;
import io.downclimb.workflows.request.RequestInput;
import io.downclimb.workflows.request.RequestWorkflow;
import io.downclimb.workflows.request.RequestWorkflowImpl;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real stack, with what a recorder needs of it: the histories of requests, and workers that may be lost. */
final class HistoryRecorderStage implements AutoCloseable {
    /** In every prompt; {@code HistoryContentTest} in {@code replay} looks for it. */
    private static final String PROMPT = "PROMPT-MARKER: why do climbers go down, in the case of ";

    private static final Path FOLDER = Path.of("..", "replay", "src", "test", "resources", "histories");
    private static final long PATIENCE_S = 30;

    /** How a request ended, and the events on its way. */
    record Kept(AnswerRow answer, List<EventType> events) {}

    private final Stack stack;
    private final String taskQueue;

    HistoryRecorderStage(String routes) {
        String jdbcUrl = SharedStack.newDatabase();
        taskQueue = jdbcUrl.replaceAll(".*/", "").replaceAll("\\?.*", "");
        stack = Stack.start(routes, jdbcUrl, SharedStack.postgres(), SharedStack.temporal());
    }

    /** Over a node that was started elsewhere. Closes it. */
    HistoryRecorderStage(Stack stack) {
        this.stack = stack;
        taskQueue = bean(TaskQueue.class).name();
    }

    Stack stack() {
        return stack;
    }

    <T> T bean(Class<T> type) {
        return stack.node().context().getBean(type);
    }

    void healthy() {
        stack.simulator().faults().clearAll();
        stack.simulator().calls().reset();
    }

    /** Sends a request through the native door without waiting for its answer. */
    RequestRow ask(String route, String prompt, String... headers) {
        return askWith("", route, prompt, headers);
    }

    /** The same with further members of the body. */
    RequestRow askWith(String members, String route, String prompt, String... headers) {
        String body = """
                {"route": "%s", %s "messages": [{"role": "user", "content": "%s"}]}""".formatted(route, members, PROMPT + prompt);
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Prefer";
        all[headers.length + 1] = "respond-async";
        Stack.Answer answer = stack.post("/v1/requests", body, all);
        return bean(RequestRepository.class)
                .findById(UUID.fromString(answer.requestId()))
                .orElseThrow();
    }

    /** Commits a request's row and starts nothing. */
    RequestRow accept(RequestRow like, Duration deadline, String prompt) {
        UUID id = UUID.randomUUID();
        Instant now = Instant.now();
        RequestRow row = new RequestRow(
                id,
                like.tenant(),
                like.route(),
                like.policyHash(),
                null,
                "body-of-" + id,
                RequestWorkflow.workflowId(like.tenant(), id.toString()),
                now,
                now.plus(deadline),
                1.0,
                null,
                null,
                null);
        String body = "{\"messages\":[{\"content\":\"%s\",\"role\":\"user\"}]}".formatted(PROMPT + prompt);
        bean(RequestRepository.class).accept(row, body.getBytes(StandardCharsets.UTF_8));
        return row;
    }

    /** Starts a workflow for the request as the desk does, on the node's workers. */
    void start(RequestRow row, String workflowId) {
        start(row, workflowId, taskQueue);
    }

    /** Starts a workflow whose caller reads along at the node of this queue. */
    void startReadAlong(RequestRow row, String callerQueue) {
        start(row, row.workflowId(), taskQueue, callerQueue);
    }

    void start(RequestRow row, String workflowId, String queue) {
        start(row, workflowId, queue, null);
    }

    private void start(RequestRow row, String workflowId, String queue, @Nullable String callerQueue) {
        RequestWorkflow workflow = bean(WorkflowClient.class)
                .newWorkflowStub(
                        RequestWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(workflowId)
                                .setTaskQueue(queue)
                                .build());
        WorkflowClient.start(
                workflow::run,
                new RequestInput(
                        row.id().toString(),
                        row.policyHash(),
                        row.deadlineAt().toEpochMilli(),
                        row.share(),
                        callerQueue));
    }

    /** Starts the request's workflow on a worker whose calls are made by these hands, and lets the worker die in the end. */
    WorkerFactory startOn(Attempts hands, RequestRow row) {
        WorkerFactory factory = takeOver(hands, row);
        start(row, row.workflowId(), queueOf(row));
        return factory;
    }

    /** Starts another worker for the request's workflow. */
    WorkerFactory takeOver(Attempts hands, RequestRow row) {
        WorkerFactory factory = WorkerFactory.newInstance(bean(WorkflowClient.class));
        Worker worker = factory.newWorker(queueOf(row));
        worker.registerWorkflowImplementationTypes(RequestWorkflowImpl.class);
        worker.registerActivitiesImplementations(hands, bean(Steps.class));
        factory.start();
        return factory;
    }

    private static String queueOf(RequestRow row) {
        return "hands-of-" + row.id();
    }

    void awaitCall(String provider) {
        try {
            boolean came = stack.simulator()
                    .calls()
                    .await(
                            Duration.ofSeconds(PATIENCE_S),
                            calls -> calls.stream()
                                    .anyMatch(call -> call.provider().equals(provider)));
            if (!came) {
                throw new IllegalStateException("no call reached provider " + provider);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits, by the server's own long poll, until the workflow's history holds so many events of this type. */
    void awaitEvents(int times, EventType type, String workflowId) {
        WorkflowClient client = bean(WorkflowClient.class);
        ByteString page = ByteString.EMPTY;
        long seen = 0;
        while (true) {
            GetWorkflowExecutionHistoryResponse events = client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS)
                    .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                            .setWaitNewEvent(true)
                            .setNextPageToken(page)
                            .build());
            seen += events.getHistory().getEventsList().stream()
                    .filter(event -> event.getEventType() == type)
                    .count();
            if (seen >= times) {
                return;
            }
            page = events.getNextPageToken();
            if (page.isEmpty()) {
                throw new IllegalStateException(
                        "workflow %s ended with %d of %d %s".formatted(workflowId, seen, times, type));
            }
        }
    }

    String workflowOf(String requestId) {
        return bean(RequestRepository.class)
                .findById(UUID.fromString(requestId))
                .orElseThrow()
                .workflowId();
    }

    void awaitEnd(String workflowId) {
        try {
            bean(WorkflowClient.class).newUntypedWorkflowStub(workflowId).getResult(Object.class);
        } catch (WorkflowFailedException e) {
            // Cancelled is an end, too.
            if (e.getWorkflowCloseEventType() != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED) {
                throw e;
            }
        }
    }

    Kept keep(String name, RequestRow request) {
        return keep(name, request, request.workflowId());
    }

    /** Waits for the workflow's end and writes its history under this name. */
    Kept keep(String name, RequestRow request, String workflowId) {
        awaitEnd(workflowId);
        WorkflowExecutionHistory history = bean(WorkflowClient.class).fetchHistory(workflowId);
        write(name, history);
        return new Kept(
                bean(AnswerRepository.class).findByRequestId(request.id()).orElseThrow(),
                history.getEvents().stream().map(HistoryEvent::getEventType).toList());
    }

    /** Writes the history of a workflow that never ends, at a moment when it has nothing to decide. */
    WorkflowExecutionHistory keepRunning(String name, String workflowId, String run) {
        WorkflowClient client = bean(WorkflowClient.class);
        WorkflowExecutionHistory history = Patiently.await(
                Duration.ofSeconds(PATIENCE_S),
                () -> client.fetchHistory(workflowId, run),
                HistoryRecorderStage::isQuiet);
        write(name, history);
        return history;
    }

    /** Of the workflow's present run. */
    WorkflowExecutionHistory keepRunning(String name, String workflowId) {
        return keepRunning(name, workflowId, run(workflowId));
    }

    String run(String workflowId) {
        return bean(WorkflowClient.class)
                .newUntypedWorkflowStub(workflowId)
                .describe()
                .getExecution()
                .getRunId();
    }

    private static boolean isQuiet(WorkflowExecutionHistory history) {
        EventType last = history.getEvents().stream()
                .map(HistoryEvent::getEventType)
                .filter(type -> type == EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
                        || type == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED
                        || type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                .reduce((_, next) -> next)
                .orElseThrow();
        return last == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
    }

    private static void write(String name, WorkflowExecutionHistory history) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(name + ".json"), anonymous(history.toJson(true)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the machine and the process are nobody's business. */
    private static String anonymous(String json) {
        return json.replaceAll("\"identity\": \"[^\"]*\"", "\"identity\": \"recorder\"")
                .replaceAll("\"name\": \"downclimb@[^\"]*\"", "\"name\": \"recorder-sticky\"");
    }

    @Override
    public void close() {
        stack.close();
    }
}
