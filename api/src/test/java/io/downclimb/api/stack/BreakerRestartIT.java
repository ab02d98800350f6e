package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.embedded.LocalPostgres;
import io.downclimb.embedded.LocalTemporal;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.temporal.client.WorkflowClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything stops while a breaker is open, and everything starts again: does it know where it was? */
class BreakerRestartIT {
    private static final CircuitId HEALTH = new CircuitId.Health(null);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration BACK = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Simulator simulator = Simulator.start(0);
    private LocalPostgres postgres;
    private LocalTemporal temporal;
    private Stack stack;

    /** What is known of the breaker, at one moment. */
    private record Known(String run, long version, BreakerView.CircuitView circuit, List<JsonNode> transitions) {}

    @BeforeEach
    void tripsAndStops() {
        start("temporal.db");
        simulator.faults().set("outage", Fault.status(529));
        for (int call = 0; call < 6; call++) {
            stack.ask("support", "call " + call);
        }
        BreakerStage.awaitHealth(stack, "outage", SOON, Phase.OPEN);
        stack.ask("support", "somebody who is kept back, for a copy");
    }

    @AfterEach
    void closes() {
        stop();
        simulator.close();
    }

    @Test
    void whatWasOpenIsOpenAndItsProbesGoOn() {
        Known before = stopAll();
        start("temporal.db");
        Known after = known();
        assertThat(after.run()).as("the same run of the same workflow").isEqualTo(before.run());
        goesOn(before, after);
    }

    @Test
    void anEngineThatForgotEverythingHearsItFromPostgres() {
        Known before = stopAll();
        start("another-temporal.db");
        Patiently.await(SOON, this::started, is -> is);
        Known after = known();
        assertThat(after.run()).as("a new workflow").isNotEqualTo(before.run());
        goesOn(before, after);
    }

    /** Nothing that was known is lost or numbered again, requests are kept back as before, and it comes back once the provider has. */
    private void goesOn(Known before, Known after) {
        assertThat(after.version()).isGreaterThanOrEqualTo(before.version());
        assertThat(after.circuit().phase()).isIn(Phase.OPEN, Phase.HALF_OPEN);
        assertThat(after.circuit().reason()).isEqualTo(before.circuit().reason());
        assertThat(after.circuit().generation())
                .isGreaterThanOrEqualTo(before.circuit().generation());
        assertThat(after.transitions()).endsWith(before.transitions().toArray(JsonNode[]::new));
        Stack.Answer answer = stack.ask("support", "somebody after the restart");
        assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
        assertThat(answer.header("downclimb-attempts"))
                .as("the outage was not asked")
                .isEqualTo("1");
        int probed = before.transitions().size();
        Patiently.await(
                BACK,
                () -> BreakerStage.transitions(stack, "outage"),
                transitions -> transitions.stream()
                        .limit(transitions.size() - probed)
                        .anyMatch(one -> one.path("cause").asText().equals("probe bad")));
        simulator.faults().clear("outage");
        BreakerStage.awaitHealth(stack, "outage", BACK, Phase.CLOSED);
        assertThat(stack.ask("support", "back again").header("downclimb-tier")).isEqualTo("primary");
        List<Long> generations = BreakerStage.transitions(stack, "outage").stream()
                .filter(one -> one.path("circuit").asText().equals("health"))
                .map(one -> one.path("generation").asLong())
                .toList();
        assertThat(generations).as("newest first, none twice").isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(generations).doesNotHaveDuplicates();
    }

    /** The node, then both servers, so that nothing of them is up; returns what was known in the end. */
    private Known stopAll() {
        Known before = known();
        stop();
        return before;
    }

    private void stop() {
        stack.node().close();
        temporal.close();
        postgres.close();
    }

    private void start(String temporalFile) {
        postgres = LocalPostgres.start(folder.resolve("postgres"), 0, progress -> {});
        postgres.createDatabase("restart");
        temporal = LocalTemporal.start(new LocalTemporal.Options(folder.resolve(temporalFile), 0, -1, progress -> {}));
        stack = new Installation(
                        simulator,
                        postgres.jdbcUrl("restart"),
                        postgres,
                        temporal,
                        "providers:\n"
                                + Installation.provider("outage", "")
                                + Installation.provider("backup", "")
                                + """
                                routes:
                                  support:
                                    deadline: 10s
                                    ladder:
                                      - {tier: primary, provider: outage, model: a-model, budget: 4s, retries: 0}
                                      - {tier: secondary, provider: backup, model: b-model, budget: 4s}
                                """)
                .node();
        Patiently.await(BACK, () -> stack.get("/health/readiness").status(), status -> status == 200);
    }

    private boolean started() {
        return stack.node()
                        .context()
                        .getBean(WorkflowClient.class)
                        .listExecutions("WorkflowType = 'Breaker'")
                        .count()
                == 2;
    }

    private Known known() {
        BreakerView view = BreakerStage.view(stack, "outage");
        String run = stack.node()
                .context()
                .getBean(WorkflowClient.class)
                .newUntypedWorkflowStub(BreakerWorkflow.workflowId("outage"))
                .describe()
                .getExecution()
                .getRunId();
        return new Known(
                run, view.version(), view.circuit(HEALTH).orElseThrow(), BreakerStage.transitions(stack, "outage"));
    }
}
