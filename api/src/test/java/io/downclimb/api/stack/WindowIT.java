package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.api.Node;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A prompt that is too long for one window: which rung may try, and what does the caller hear when none may? */
class WindowIT {
    private static Stack stack;

    @BeforeAll
    static void start() throws ConfigurationException {
        Simulator simulator = Simulator.start(0);
        String jdbcUrl = SharedStack.newDatabase();
        String yaml = """
                server: {port: 0}
                temporal: {task-queue: "%s", target: "%s", namespace: "%s"}
                store: {url: "%s", user: "%s"}
                providers:
                  first: {api: anthropic-messages, base-url: "%s/first", keys: ["${KEY}"]}
                  second: {api: openai-chat, base-url: "%s/second/v1", keys: ["${KEY}"]}
                models:
                  first/small: {window: 1000}
                  second/smaller: {window: 500}
                  second/same: {window: 1000}
                  second/larger: {window: 2000}
                routes:
                  larger-below:
                    deadline: 6s
                    ladder:
                      - {tier: primary, provider: first, model: small, budget: 1s}
                      - {tier: smaller, provider: second, model: smaller, budget: 1s}
                      - {tier: same, provider: second, model: same, budget: 1s}
                      - {tier: larger, provider: second, model: larger, budget: 2s}
                      - {tier: canned, text: "later"}
                  undeclared-below:
                    deadline: 6s
                    ladder:
                      - {tier: primary, provider: first, model: small, budget: 2s}
                      - {tier: undeclared, provider: second, model: who-knows, budget: 2s}
                      - {tier: canned, text: "later"}
                  all-small:
                    deadline: 6s
                    ladder:
                      - {tier: primary, provider: first, model: small, budget: 2s}
                      - {tier: same, provider: second, model: same, budget: 2s}
                      - {tier: canned, text: "later"}
                  larger-is-busy:
                    deadline: 8s
                    ladder:
                      - {tier: primary, provider: first, model: small, budget: 2s}
                      - {tier: larger, provider: second, model: busy, budget: 2s, retries: 0}
                      - {tier: canned, text: "later"}
                """.formatted(
                        jdbcUrl.replaceAll(".*/", "").replaceAll("\\?.*", ""),
                        SharedStack.temporal().target(),
                        SharedStack.namespace(jdbcUrl),
                        jdbcUrl,
                        SharedStack.postgres().username(),
                        simulator.baseUrl(),
                        simulator.baseUrl());
        Map<String, String> environment = Map.of(
                "KEY",
                "sk-secret",
                "DOWNCLIMB_DATABASE_PASSWORD",
                SharedStack.postgres().password());
        stack = Stack.of(simulator, Node.start(ConfigurationLoader.parse(yaml, Path.of("."), environment)));
        simulator.faults().set("first", "small", new Fault.ContextLength());
        simulator.faults().set("second", "same", new Fault.ContextLength());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void onlyALargerWindowMayTry() {
        Stack.Answer answer = stack.ask("larger-below", "long");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("downclimb-tier")).isEqualTo("larger");
        assertThat(stack.simulator().calls().count("first", answer.requestId())).isEqualTo(1);
        assertThat(stack.simulator().calls().count("second", answer.requestId()))
                .isEqualTo(1);
        JsonNode skipped = answer.json().at("/downclimb/skipped");
        assertThat(skipped).hasSize(2);
        assertThat(skipped.get(0).asText()).startsWith("smaller: window of 500 tokens");
        assertThat(skipped.get(1).asText()).startsWith("same: window of 1000 tokens");
    }

    @Test
    void anUndeclaredWindowIsTried() {
        Stack.Answer answer = stack.ask("undeclared-below", "long");
        assertThat(answer.header("downclimb-tier")).isEqualTo("undeclared");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("true");
    }

    @Test
    void whereEveryWindowIsTooSmallTheCallerHearsSo() {
        Stack.Answer answer = stack.ask("all-small", "long");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("context_length_exceeded");
        assertThat(stack.simulator().calls().count("second", answer.requestId()))
                .isZero();
        JsonNode request = stack.get("/v1/requests/" + answer.requestId()).json();
        assertThat(request.path("state").asText()).isEqualTo("failed");
        assertThat(request.at("/error/error_class").asText()).isEqualTo("CONTEXT_LENGTH");
    }

    @Test
    void aPromptFarBeyondEveryWindowIsNotSentAtAll() {
        Stack.Answer answer = stack.ask("all-small", "far too long ".repeat(1_000));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("context_length_exceeded");
        assertThat(answer.header("downclimb-attempts")).isEqualTo("0");
        assertThat(stack.simulator().calls().count("first", answer.requestId())).isZero();
    }

    @Test
    void aPromptFarBeyondOneWindowGoesToTheNextWithoutACall() {
        Stack.Answer answer = stack.ask("undeclared-below", "far too long ".repeat(1_000));
        assertThat(answer.header("downclimb-tier")).isEqualTo("undeclared");
        assertThat(stack.simulator().calls().count("first", answer.requestId())).isZero();
    }

    @Test
    void aLargerWindowThatFailsOtherwiseLeavesTheCannedAnswer() {
        stack.simulator().faults().set("second", "busy", Fault.status(503));
        Stack.Answer answer = stack.ask("larger-is-busy", "long");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("downclimb-tier")).isEqualTo("canned");
        assertThat(answer.json().at("/downclimb/reasons"))
                .extracting(JsonNode::asText)
                .containsExactly("primary:CONTEXT_LENGTH", "larger:OVERLOADED");
    }
}
