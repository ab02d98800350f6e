package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.embedded.LocalTemporal;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Records a breaker that continues as a new run, on a server that suggests this early. See {@link HistoryRecorderIT}. */
@EnabledIfSystemProperty(named = "downclimb.record", matches = "true")
class HistoryRecorderContinuingIT {
    private static LocalTemporal temporal;
    private static HistoryRecorderStage stage;

    @BeforeAll
    static void start() {
        temporal = LocalTemporal.start(
                LocalTemporal.Options.inMemory().tuned("limit.historyCount.suggestContinueAsNew=30"));
        stage = new HistoryRecorderStage(new Installation(
                        Simulator.start(0),
                        SharedStack.newDatabase(),
                        SharedStack.postgres(),
                        temporal,
                        "providers:\n" + Installation.provider("long", "") + Installation.provider("backup", "")
                                + "routes:\n"
                                + BreakerStage.route("long", "long", ", retries: 0")
                                        .indent(2))
                .node());
    }

    @AfterAll
    static void stop() {
        stage.close();
        temporal.close();
    }

    @Test
    void aBreakerContinuesAnew() {
        String breaker = BreakerWorkflow.workflowId("long");
        Patiently.await(
                Duration.ofSeconds(30),
                () -> BreakerStage.view(stage.stack(), "long").version(),
                version -> version > 0);
        String first = stage.run(breaker);
        stage.stack().simulator().faults().set("long", new Fault.Echo(Fault.status(500)));
        int asked = 0;
        while (stage.run(breaker).equals(first) && asked < 600) {
            stage.awaitEnd(stage.ask("long", "call " + asked++).workflowId());
        }
        WorkflowExecutionHistory ended = stage.keepRunning("breaker-continues-anew", breaker, first);
        assertThat(ended.getEvents()).anyMatch(HistoryEvent::hasWorkflowExecutionContinuedAsNewEventAttributes);
        String second = stage.run(breaker);
        stage.awaitEnd(stage.ask("long", "once more").workflowId());
        Patiently.await(
                Duration.ofSeconds(30),
                () -> stage.keepRunning("breaker-goes-on-after-continuing", breaker, second)
                        .getEvents()
                        .size(),
                events -> events > 8);
    }
}
