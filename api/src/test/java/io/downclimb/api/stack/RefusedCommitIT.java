package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.embedded.SharedStack;
import io.downclimb.workflows.request.RequestWorkflow;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A request's workflow is started while its row is being committed. Here that commit hangs: for longer than its caller waits for it. */
class RefusedCommitIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aRequestWhoseCommitHangsIsRefusedCallsNobodyAndLeavesNoWorkflowBehind() throws SQLException {
        String jdbcUrl = SharedStack.newDatabase();
        Records records = new Records(jdbcUrl);
        try (Stack stack = Stack.start("""
                support:
                  deadline: 20s
                  ladder:
                    - {tier: primary, provider: first, model: m, budget: 8s, execution: inline}
                    - {tier: canned, text: Later.}
                """, jdbcUrl, SharedStack.postgres(), SharedStack.temporal())) {
            assertThat(stack.ask("support", "to begin with").status()).isEqualTo(200);
            stack.simulator().calls().reset();

            Stack.Answer refused;
            try (Connection lock = holdUpCommits(jdbcUrl)) {
                refused = stack.ask("support", "while nothing is committed");
                lock.rollback();
            }

            assertThat(refused.status()).isIn(429, 503);
            String id = Patiently.await(
                            SOON,
                            () -> records.texts("select r.id from requests r join answers a on a.request_id = r.id"
                                    + " where a.outcome = 'cancelled'"),
                            ids -> ids.size() == 1)
                    .getFirst();
            assertThat(Patiently.await(
                            SOON,
                            () -> status(stack, id),
                            status -> status != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING))
                    .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED);
            assertThat(stack.simulator().calls().all()).isEmpty();
            assertThat(records.count("select count(*) from attempts where request_id = ?::uuid", id))
                    .isZero();
            assertThat(stack.ask("support", "and on it goes").status()).isEqualTo(200);
        }
    }

    /** Requests can be read, and none be accepted, until the connection rolls back. */
    private static Connection holdUpCommits(String jdbcUrl) throws SQLException {
        Connection connection = DriverManager.getConnection(
                jdbcUrl,
                SharedStack.postgres().username(),
                SharedStack.postgres().password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table requests in exclusive mode");
        }
        return connection;
    }

    private static WorkflowExecutionStatus status(Stack stack, String requestId) {
        return stack.node()
                .context()
                .getBean(WorkflowClient.class)
                .newUntypedWorkflowStub(RequestWorkflow.workflowId("default", requestId))
                .describe()
                .getStatus();
    }
}
