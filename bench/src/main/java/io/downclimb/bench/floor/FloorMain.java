package io.downclimb.bench.floor;

import io.downclimb.bench.http.HttpDoor;
import io.downclimb.bench.http.Replies;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The floor: what a durable request costs at least. A request starts a workflow eagerly in this process; its one activity calls the
 * provider and releases the caller; the workflow's completion is off the caller's path. Nothing is recorded beside Temporal's own
 * history, and a caller whose process dies gets nothing: it is a lower bound, not a service.
 *
 * <p>Two workers, each with a connection of its own, take turns. Arguments: the port, Temporal's address, the provider's base URL,
 * and {@code inline} or {@code activity}.
 */
public final class FloorMain {
    private static final String QUEUE = "floor";

    private record Waiting(ChannelHandlerContext context, String body) {}

    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(starters)
            .build();
    private final AtomicLong turns = new AtomicLong();
    private final List<WorkflowClient> clients;
    private final URI provider;
    private final boolean inline;

    private FloorMain(String temporal, URI provider, boolean inline) {
        this.provider = provider;
        this.inline = inline;
        clients = Stream.generate(() -> client(temporal)).limit(2).toList();
    }

    public static void main(String[] arguments) throws InterruptedException {
        FloorMain floor = new FloorMain(
                arguments[1], URI.create(arguments[2] + "/chat/completions"), arguments[3].equals("inline"));
        floor.clients.forEach(floor::work);
        try (HttpDoor _ = new HttpDoor(Integer.parseInt(arguments[0]), 1, "floor", floor::arrive)) {
            Thread.currentThread().join();
        }
    }

    private static WorkflowClient client(String temporal) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal)
                .setGrpcCompression(GrpcCompression.NONE)
                .build());
        return WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder().setNamespace("default").build());
    }

    private void work(WorkflowClient client) {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .setWorkflowCacheSize(2_000)
                        .setMaxWorkflowThreadCount(4_000)
                        .build());
        Worker worker = factory.newWorker(
                QUEUE,
                WorkerOptions.newBuilder()
                        .setUsingVirtualThreads(true)
                        .setDefaultDeadlockDetectionTimeout(5_000)
                        .build());
        worker.registerWorkflowImplementationTypes(FloorWorkflowImpl.class);
        FloorActivity activity = this::call;
        worker.registerActivitiesImplementations(activity);
        factory.start();
    }

    private void arrive(ChannelHandlerContext context, FullHttpRequest request) {
        String body = request.content().toString(StandardCharsets.UTF_8);
        var _ = starters.submit(() -> start(context, body));
    }

    private void start(ChannelHandlerContext context, String body) {
        String id = UUID.randomUUID().toString();
        waiting.put(id, new Waiting(context, body));
        WorkflowClient client = clients.get((int) (turns.getAndIncrement() % clients.size()));
        try {
            FloorWorkflow workflow = client.newWorkflowStub(
                    FloorWorkflow.class,
                    WorkflowOptions.newBuilder()
                            .setTaskQueue(QUEUE)
                            .setWorkflowId(id)
                            .setDisableEagerExecution(false)
                            .build());
            WorkflowClient.start(workflow::run, id, inline);
        } catch (RuntimeException e) {
            waiting.remove(id);
            Replies.json(context, HttpResponseStatus.INTERNAL_SERVER_ERROR, message(e));
        }
    }

    private void call(String id) {
        Waiting caller = waiting.remove(id);
        if (caller == null) {
            return; // answered by an execution before this one
        }
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(provider)
                            .timeout(Duration.ofSeconds(20))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(caller.body()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            Replies.json(caller.context(), HttpResponseStatus.valueOf(answer.statusCode()), answer.body());
        } catch (IOException e) {
            Replies.json(caller.context(), HttpResponseStatus.BAD_GATEWAY, message(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Replies.json(caller.context(), HttpResponseStatus.BAD_GATEWAY, message(e));
        }
    }

    private static byte[] message(Exception e) {
        return ("{\"error\":{\"message\":\"" + e.getClass().getSimpleName() + "\"}}").getBytes(StandardCharsets.UTF_8);
    }
}
