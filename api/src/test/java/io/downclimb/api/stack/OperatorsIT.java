package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.breaker.BreakerViews;
import io.downclimb.embedded.LocalTemporal;
import io.downclimb.embedded.SharedStack;
import io.downclimb.workflows.breaker.BreakerInput;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An operator's word goes through a real engine to a workflow that speaks as a breaker does. */
class OperatorsIT {
    private static final String ACTION = "{\"reason\":\"maintenance\",\"author\":\"Ada\"}";

    private static LocalTemporal temporal;
    private static Stack stack;
    private static WorkerFactory factory;
    private static WorkflowClient client;

    /** Takes any action but a release, and shows who wanted it. */
    public static class Obedient implements BreakerWorkflow {
        private long version;

        @Override
        public void run(BreakerInput input) {
            Workflow.await(() -> false);
        }

        @Override
        public void report(OutcomeReport report) {}

        @Override
        public void configure(BreakerSettings settings) {}

        @Override
        public void status(StatusNews news) {}

        @Override
        public BreakerView operate(OperatorAction action) {
            if (action.kind() == OperatorAction.Kind.RELEASE) {
                throw ApplicationFailure.newNonRetryableFailure(
                        "circuit %s is not forced".formatted(action.circuit()), BreakerWorkflow.BAD_ACTION);
            }
            return view(action.author(), ++version);
        }
    }

    @BeforeAll
    static void start() {
        temporal = LocalTemporal.start(LocalTemporal.Options.inMemory());
        stack = Stack.start("""
                support:
                  deadline: 6s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 4s}
                """, SharedStack.newDatabase(), SharedStack.postgres(), temporal);
        client = stack.node().context().getBean(WorkflowClient.class);
        factory = WorkerFactory.newInstance(client);
        factory.newWorker("obedient").registerWorkflowImplementationTypes(Obedient.class);
        factory.start();
    }

    @AfterAll
    static void stop() {
        factory.shutdownNow();
        stack.close();
        temporal.close();
    }

    @Test
    void anActionIsDoneAndItsOutcomeShown() {
        String provider = obedient();

        Stack.Answer answer = stack.post("/v1/breakers/" + provider + "/open", ACTION);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().path("provider").textValue()).isEqualTo("Ada");
    }

    @Test
    void aRejectedActionIsToldInTheBreakersWords() {
        String provider = obedient();

        Stack.Answer answer = stack.post("/v1/breakers/" + provider + "/release", ACTION);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(409);
        assertThat(answer.json().path("type").textValue()).isEqualTo("/problems/action-refused");
        assertThat(answer.json().path("detail").textValue()).isEqualTo("circuit health is not forced");
    }

    @Test
    void aBreakerThatHasNotStartedIsTold() {
        Stack.Answer answer = stack.post("/v1/breakers/" + known() + "/open", ACTION);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(503);
        assertThat(answer.json().path("detail").textValue()).contains("has not started yet");
    }

    @Test
    void anEngineThatHangsIsToldInTime() {
        String provider = obedient();
        temporal.suspend();
        try {
            Stack.Answer answer = stack.post("/v1/breakers/" + provider + "/open", ACTION);

            assertThat(answer.status()).as(answer.response().body()).isEqualTo(503);
            assertThat(answer.json().path("detail").textValue()).contains("Temporal does not answer");
            assertThat(answer.tookMs()).isLessThan(2_000);
            assertThat(stack.get("/v1/breakers/" + provider).status()).isEqualTo(200);
        } finally {
            temporal.resume();
            Patiently.await(
                    Duration.ofSeconds(60), () -> stack.get("/health/readiness").status(), status -> status == 200);
        }
    }

    private static String obedient() {
        String provider = known();
        BreakerWorkflow workflow = client.newWorkflowStub(
                BreakerWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(BreakerWorkflow.workflowId(provider))
                        .setTaskQueue("obedient")
                        .build());
        WorkflowClient.start(workflow::run, new BreakerInput(provider, null));
        return provider;
    }

    /** A provider that this node has heard of. */
    private static String known() {
        String provider = "provider-" + UUID.randomUUID();
        stack.node().context().getBean(BreakerViews.class).accept(view(provider, 1));
        return provider;
    }

    private static BreakerView view(String provider, long version) {
        return new BreakerView(
                provider,
                BreakerSettings.Scope.PER_PROVIDER,
                version,
                1_700_000_000_000L,
                List.of(),
                Map.of(),
                StatusLevel.UNKNOWN,
                0.2,
                3);
    }
}
