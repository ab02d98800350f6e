package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.incident.DebugCommand;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request that went down, told by the command from the node that served it. */
class DebugIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Simulator simulator;
    private static Stack stack;
    private static String requestId;

    @BeforeAll
    static void happens() {
        simulator = Simulator.start(0);
        String yaml = "providers:\n" + Installation.provider("down", "") + Installation.provider("well", "") + """
                routes:
                  support:
                    deadline: 12s
                    ladder:
                      - {tier: primary, provider: down, model: a-model, budget: 4s, retries: 1}
                      - {tier: secondary, provider: well, model: b-model, budget: 4s}
                      - {tier: canned, text: "later"}
                """;
        stack = new Installation(
                        simulator,
                        new Records(SharedStack.newDatabase()).jdbcUrl(),
                        SharedStack.postgres(),
                        SharedStack.temporal(),
                        yaml)
                .node();
        Patiently.await(SOON, () -> stack.get("/health/readiness").status(), status -> status == 200);
        simulator.faults().set("down", new Fault.Echo(Fault.status(529)));
        Stack.Answer answer = Traffic.patiently(stack, "support", "Where is my order?");
        assertThat(answer.status()).isEqualTo(200);
        requestId = answer.header("downclimb-request-id");
    }

    @AfterAll
    static void stop() {
        stack.close();
        simulator.close();
    }

    @Test
    void a_request_that_went_down_is_told_by_its_history() {
        Said said = debug(requestId);
        assertThat(said.err()).isEmpty();
        assertThat(said.exit()).isZero();
        assertThat(said.out())
                .contains("request " + requestId + " on route support")
                .contains("attempt 1: OVERLOADED, status 529")
                .contains("goes down from primary")
                .contains("answered by secondary, well/b-model, degraded")
                .containsPattern("Temporal UI: http://127\\.0\\.0\\.1:8233/namespaces/.+/workflows/request%2Fdefault%2F"
                        + requestId + "/.+/history")
                .doesNotContain("There is no history")
                .doesNotContain("Where is my order?");
    }

    @Test
    void a_request_nobody_knows_is_named() {
        String unknown = UUID.randomUUID().toString();
        Said said = debug(unknown);
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err()).contains("has no request " + unknown);
    }

    private record Said(int exit, String out, String err) {}

    private static Said debug(String id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = DebugCommand.run(
                List.of(id, "--url", stack.uri("").toString()),
                Map.of(),
                false,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
