package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.embedded.SharedStack;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A request's workflow is started while its row is being committed. Here that commit fails. */
class RefusedCommitIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aRequestThatCannotBeCommittedIsAnErrorCallsNobodyAndLeavesNoWorkflowBehind() {
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

            records.run("alter table requests add constraint none_more check (route <> 'support') not valid");
            assertThat(stack.ask("support", "while nothing can be committed").status())
                    .isEqualTo(500);

            Patiently.await(SOON, () -> workflows(stack, "Failed"), number -> number == 1);
            assertThat(workflows(stack, "Running")).isZero();
            assertThat(stack.simulator().calls().all()).isEmpty();
            assertThat(records.count("select count(*) from requests")).isEqualTo(1);
            assertThat(records.count("select count(*) from attempts")).isEqualTo(1);

            records.run("alter table requests drop constraint none_more");
            assertThat(stack.ask("support", "and on it goes").status()).isEqualTo(200);
        }
    }

    private static long workflows(Stack stack, String status) {
        return stack.node()
                .context()
                .getBean(WorkflowClient.class)
                .listExecutions("WorkflowType = 'Request' and ExecutionStatus = '%s'".formatted(status))
                .count();
    }
}
