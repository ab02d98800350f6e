package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Simulator;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A deploy in the middle of a request: the node that is stopped lets its caller have the answer, and takes nobody else in. */
class StoppingIT {
    @Test
    void aNodeThatIsStoppedLetsItsCallersHaveTheirAnswers() throws Exception {
        try (Stack stack = Stack.start("""
                support:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 8s}
                """)) {
            stack.simulator().faults().pace("first", new Simulator.Pace(2_000, 10));
            CompletableFuture<Stack.Answer> waiting =
                    CompletableFuture.supplyAsync(() -> stack.ask("support", "before the deploy"));
            assertThat(stack.simulator().calls().await(Duration.ofSeconds(10), calls -> !calls.isEmpty()))
                    .isTrue();

            CompletableFuture<Void> stopping =
                    CompletableFuture.runAsync(() -> stack.node().close());
            Stack.Answer refused = Patiently.await(
                    Duration.ofSeconds(5),
                    () -> stack.ask("support", "during the deploy", "downclimb-deadline-ms", "1000"),
                    answer -> answer.response().body().contains("shutting down"));

            assertThat(refused.status()).isEqualTo(503);
            assertThat(waiting.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
            stopping.get(60, TimeUnit.SECONDS);
        }
    }
}
