package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Fault;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way down, hold by hold, on the real stack. */
class LadderIT {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start("""
                support:
                  deadline: 10s
                  ladder:
                    - {tier: cache, ttl: 10m, stale: 24h}
                    - {tier: primary, provider: first, model: a-model, budget: 4s, retries: 1}
                    - {tier: secondary, provider: second, model: b-model, budget: 4s, notice: "temporarily using a backup model"}
                    - {tier: canned, text: "We cannot answer right now. Your request {id} is saved."}
                """);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void healthy() {
        stack.simulator().faults().clearAll();
        stack.simulator().calls().reset();
    }

    @Test
    void theFirstRungAnswersOnAGoodDay() {
        Stack.Answer answer = stack.ask("support", "a good day");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("a good day").contains("first/a-model");
        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("false");
        assertThat(answer.header("downclimb-attempts")).isEqualTo("1");
    }

    @Test
    void theSameQuestionIsAnsweredFromTheCache() {
        stack.ask("support", "asked again");
        // The cache is filled after the caller has left.
        Stack.Answer second = Patiently.await(
                Duration.ofSeconds(10),
                () -> stack.ask("support", "asked again"),
                answer -> answer.header("downclimb-tier").equals("cache"));
        assertThat(second.header("downclimb-degraded")).isEqualTo("false");
        assertThat(second.text()).contains("asked again");
    }

    @Test
    void theSecondAnswersMarkedDegradedWhenTheFirstIsOverloaded() {
        stack.simulator().faults().set("first", Fault.status(529));
        Stack.Answer answer = stack.ask("support", "overloaded");
        assertThat(answer.text()).contains("second/b-model");
        assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("true");
        assertThat(answer.json().at("/downclimb/notice").asText()).isEqualTo("temporarily using a backup model");
        assertThat(stack.simulator().calls().total("first")).isEqualTo(2);
    }

    @Test
    void aPersonsTextAnswersWhenBothAreBroken() {
        stack.simulator().faults().set("first", Fault.status(529));
        stack.simulator().faults().set("second", Fault.status(503));
        Stack.Answer answer = stack.ask("support", "both broken");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("downclimb-tier")).isEqualTo("canned");
        assertThat(answer.text()).contains(answer.requestId());
        assertThat(answer.tookMs()).isLessThan(10_000);
    }
}
