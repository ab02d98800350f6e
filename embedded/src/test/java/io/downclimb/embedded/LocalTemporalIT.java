package io.downclimb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTemporalIT {
    @TempDir
    Path folder;

    @Test
    void workflowsOutliveCloseRestartAndCrash() {
        try (LocalTemporal first = LocalTemporal.start(persistent(0, -1))) {
            startWorkflow(first, "closed");
        }
        try (LocalTemporal second = LocalTemporal.start(persistent(0, -1))) {
            int port = second.grpcPort();
            startWorkflow(second, "restarted");
            second.restart();
            startWorkflow(second, "crashed");
            second.crash();
            assertThat(second.alive()).isFalse();
            second.restart();
            assertThat(second.grpcPort()).isEqualTo(port);
            try (Workflows workflows = new Workflows(second)) {
                assertThat(List.of("closed", "restarted", "crashed")).allMatch(workflows::running);
            }
        }
    }

    @Test
    void aSuspendedServerAnswersAgainWhenResumed() {
        try (LocalTemporal temporal = LocalTemporal.start(LocalTemporal.Options.inMemory());
                Workflows workflows = new Workflows(temporal)) {
            workflows.start("one");
            temporal.suspend();
            assertThatThrownBy(() -> workflows.running("one", 1)).isInstanceOf(StatusRuntimeException.class);
            temporal.resume();
            assertThat(workflows.running("one")).isTrue();
            temporal.suspend();
        }
    }

    @Test
    void theUserInterfaceIsServed() throws IOException, InterruptedException {
        try (LocalTemporal temporal = LocalTemporal.start(persistent(0, 0));
                HttpClient http = HttpClient.newHttpClient()) {
            URI page = URI.create("http://127.0.0.1:" + temporal.uiPort() + "/");
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isLessThan(400);
        }
    }

    @Test
    void serversThatStartTogetherAreServersApart() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Callable<LocalTemporal> start = () -> LocalTemporal.start(LocalTemporal.Options.inMemory());
            List<Future<LocalTemporal>> servers = threads.invokeAll(List.of(start, start, start));
            for (Future<LocalTemporal> server : servers) {
                startWorkflow(server.get(), "same-id");
                server.get().close();
            }
        }
    }

    @Test
    void busyPortsAreNamed() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = stranger.getLocalPort();
            assertThatThrownBy(() -> LocalTemporal.start(persistent(port, -1)))
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("choose another port for Temporal");
            assertThatThrownBy(() -> LocalTemporal.start(persistent(0, port)))
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("choose another port for Temporal's UI");
        }
    }

    @Test
    void aDatabaseFileInUseIsRefused() {
        try (LocalTemporal _ = LocalTemporal.start(persistent(0, -1))) {
            assertThatThrownBy(() -> LocalTemporal.start(persistent(0, -1)))
                    .hasMessageContaining("in use by another running process");
        }
    }

    private LocalTemporal.Options persistent(int grpcPort, int uiPort) {
        return new LocalTemporal.Options(folder.resolve("temporal.db"), grpcPort, uiPort, line -> {});
    }

    private static void startWorkflow(LocalTemporal temporal, String id) {
        try (Workflows workflows = new Workflows(temporal)) {
            workflows.start(id);
        }
    }
}
