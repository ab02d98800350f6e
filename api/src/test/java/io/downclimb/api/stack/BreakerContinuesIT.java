package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.embedded.LocalTemporal;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.Phase;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A breaker's history must not grow for ever, so the workflow continues as a new one. The server of this test suggests that after some twenty
 * events instead of thousands, so that it happens again and again while reports pour in.
 */
class BreakerContinuesIT {
    private static final CircuitId HEALTH = new CircuitId.Health(null);
    private static final CircuitId QUALITY = new CircuitId.Quality("support", "primary", "0123abcd");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int NODES = 4;
    private static final int REPORTS = 40;

    private final Simulator simulator = Simulator.start(0);
    private final String jdbcUrl = SharedStack.newDatabase();
    private final Records records = new Records(jdbcUrl);
    private LocalTemporal temporal;
    private Stack stack;

    @BeforeEach
    void start() {
        temporal = LocalTemporal.start(
                LocalTemporal.Options.inMemory().tuned("limit.historyCount.suggestContinueAsNew=20"));
        stack = new Installation(
                        simulator,
                        jdbcUrl,
                        SharedStack.postgres(),
                        temporal,
                        "providers:\n" + Installation.provider("flooded", "") + """
                        routes:
                          support:
                            deadline: 10s
                            ladder:
                              - {tier: primary, provider: flooded, model: a-model, budget: 4s}
                              - {tier: canned, text: "Later."}
                        """)
                .node();
        Patiently.await(SOON, () -> BreakerStage.view(stack, "flooded").version(), version -> version > 0);
    }

    @AfterEach
    void stop() {
        stack.close();
        temporal.close();
    }

    @Test
    void noReportIsLostAndTheStateGoesOn() throws Exception {
        BreakerWorkflow breaker = breaker();
        breaker.operate(new OperatorAction(HEALTH, OperatorAction.Kind.OPEN, "maintenance", "Ada"));
        CircuitView opened = BreakerStage.view(stack, "flooded").circuit(HEALTH).orElseThrow();
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int node = 0; node < NODES; node++) {
                String name = "node-" + node;
                done.add(nodes.submit(() -> reports(name)));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(Patiently.await(SOON, this::heard, heard -> heard >= (long) NODES * REPORTS))
                .as("answers that were reported")
                .isEqualTo((long) NODES * REPORTS);
        assertThat(Patiently.await(SOON, this::continued, continued -> continued >= 3))
                .as("runs that ended in another")
                .isGreaterThanOrEqualTo(3);
        CircuitView now = BreakerStage.view(stack, "flooded").circuit(HEALTH).orElseThrow();
        assertThat(now.phase()).isEqualTo(Phase.OPEN);
        assertThat(now.forced()).isTrue();
        assertThat(now.generation()).isGreaterThanOrEqualTo(opened.generation());
        breaker.operate(new OperatorAction(HEALTH, OperatorAction.Kind.CLOSE, "over", "Ada"));
        assertThat(BreakerStage.health(stack, "flooded")).isEqualTo(Phase.CLOSED);
        assertThat(records.count("select max(generation) from breaker_transitions where circuit = 'health'"))
                .as("numbered on, not anew")
                .isGreaterThan(opened.generation());
    }

    /** One good answer in each, of a circuit that nobody holds. Between them an operator is answered, too, whichever run hears it. */
    private void reports(String node) {
        for (long sequence = 1; sequence <= REPORTS; sequence++) {
            CircuitOutcomes good = new CircuitOutcomes(QUALITY, 0, null, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), null);
            breaker()
                    .report(new OutcomeReport(
                            node, sequence, System.currentTimeMillis(), List.of(good), Map.of(), List.of(), List.of()));
            if (sequence % 4 == 0) {
                Patiently.await(SOON, this::opens, status -> status == 200);
            }
        }
    }

    /** As an operator would: where a run is just changing over to the next, the door says 503, and one asks again. */
    private int opens() {
        Stack.Answer answer = stack.post("/v1/breakers/flooded/open", "{\"reason\":\"still\",\"author\":\"Ada\"}");
        assertThat(answer.status()).as(answer.response().body()).isIn(200, 503);
        return answer.status();
    }

    private long heard() {
        return records.count("select coalesce(sum(good), 0) from breaker_windows where circuit like 'quality/%'");
    }

    private BreakerWorkflow breaker() {
        return client().newWorkflowStub(BreakerWorkflow.class, BreakerWorkflow.workflowId("flooded"));
    }

    private long continued() {
        return client().listExecutions("WorkflowType = 'Breaker' AND ExecutionStatus = 'ContinuedAsNew'")
                .count();
    }

    private WorkflowClient client() {
        return stack.node().context().getBean(WorkflowClient.class);
    }
}
