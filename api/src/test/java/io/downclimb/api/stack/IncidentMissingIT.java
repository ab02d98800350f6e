package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.incident.ExportOrder;
import io.downclimb.api.incident.ExportRefusal.ExportRefusedException;
import io.downclimb.api.incident.IncidentExport;
import io.downclimb.api.incident.IncidentExports;
import io.downclimb.embedded.LocalTemporal;
import io.downclimb.embedded.SharedStack;
import io.downclimb.incident.Closing;
import io.downclimb.simulator.Simulator;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporal is away, hangs, or has forgotten everything: what becomes of an export? */
class IncidentMissingIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int REQUESTS = 3;

    @TempDir
    Path folder;

    private final Records records = new Records(SharedStack.newDatabase());
    private final Simulator simulator = Simulator.start(0);
    private LocalTemporal temporal;
    private Stack stack;

    @BeforeEach
    void requestsAreAnswered() {
        start("temporal.db");
        for (int call = 0; call < REQUESTS; call++) {
            assertThat(Traffic.patiently(stack, "support", "call " + call).status())
                    .isEqualTo(200);
        }
    }

    @AfterEach
    void stop() {
        stack.node().close();
        temporal.close();
        simulator.close();
    }

    private void start(String temporalFile) {
        temporal = LocalTemporal.start(new LocalTemporal.Options(folder.resolve(temporalFile), 0, -1, progress -> {}));
        stack = new Installation(
                        simulator,
                        records.jdbcUrl(),
                        SharedStack.postgres(),
                        temporal,
                        "providers:\n" + Installation.provider("well", "") + """
                        routes:
                          support:
                            deadline: 10s
                            ladder:
                              - {tier: primary, provider: well, model: a-model, budget: 4s, retries: 0}
                        """)
                .node();
        Patiently.await(SOON, () -> stack.get("/health/readiness").status(), status -> status == 200);
    }

    private IncidentExport begin() throws ExportRefusedException {
        return stack.node()
                .context()
                .getBean(IncidentExports.class)
                .begin(new ExportOrder(null, null, null, null, List.of(), false), Instant.now());
    }

    private Closing export() throws ExportRefusedException, IOException {
        try (IncidentExport export = begin()) {
            return export.write(new ByteArrayOutputStream());
        }
    }

    @Test
    void historiesThatTheNamespaceForgotAreNamedAndTheFactsAreThere() throws Exception {
        stack.node().close();
        temporal.close();
        start("another-temporal.db");
        Closing closing = export();
        assertThat(closing.counts()).containsEntry("requests", (long) REQUESTS);
        assertThat(closing.missing())
                .extracting(Closing.MissingHistory::workflowId)
                .containsAll(records.texts("select workflow_id from requests"));
        assertThat(closing.missing())
                .filteredOn(missing -> missing.workflowId().startsWith("request/"))
                .allSatisfy(missing -> assertThat(missing.why()).contains("namespace \"default\" does not know it"));
    }

    @Test
    void whereTemporalIsDownTheFactsAreThereAndTheHistoriesAreNamed() throws Exception {
        temporal.crash();
        Closing closing = export();
        assertThat(closing.counts()).containsEntry("requests", (long) REQUESTS);
        assertThat(closing.missing())
                .extracting(Closing.MissingHistory::workflowId)
                .containsAll(records.texts("select workflow_id from requests"))
                .contains("breaker/well");
        assertThat(closing.missing())
                .allSatisfy(missing -> assertThat(missing.why()).contains("Temporal did not answer"));
    }

    @Test
    void theDevelopersServerKeepsHistoriesForTheWindow() {
        temporal.keepHistories(Duration.ofDays(7));
        WorkflowClient client = stack.node().context().getBean(WorkflowClient.class);
        long seconds = client.getWorkflowServiceStubs()
                .blockingStub()
                .describeNamespace(DescribeNamespaceRequest.newBuilder()
                        .setNamespace("default")
                        .build())
                .getConfig()
                .getWorkflowExecutionRetentionTtl()
                .getSeconds();
        assertThat(Duration.ofSeconds(seconds)).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void aCallerWhoHangsUpEndsTheExport() throws Exception {
        temporal.suspend();
        try (Socket one = asks();
                Socket two = asks()) {
            assertThat(status(one)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(status(two)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(places()).isZero();
        }
        assertThat(Patiently.await(Duration.ofSeconds(10), this::places, places -> places == 2))
                .as("places, long before Temporal is given up")
                .isEqualTo(2);
        temporal.resume();
    }

    private Socket asks() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), stack.node().port());
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream()
                .write("GET /v1/incident HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    /** How many exports could begin now. */
    private int places() {
        try (IncidentExport first = begin()) {
            assertThat(first.fileName()).endsWith(".zip");
            try (IncidentExport second = begin()) {
                assertThat(second.fileName()).endsWith(".zip");
                return 2;
            } catch (ExportRefusedException e) {
                return 1;
            }
        } catch (ExportRefusedException e) {
            return 0;
        }
    }
}
