package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.http.Streams;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A deploy in the middle of a request: the node that is stopped lets its caller have the answer, and takes nobody else in. */
class StoppingIT {
    private static final String STREAMS = """
            committed:
              deadline: 60s
              keep-alive: 300ms
              ladder:
                - {tier: primary, provider: same, model: a-model, budget: 50s}
            live:
              deadline: 60s
              streaming: live
              ladder:
                - {tier: primary, provider: same, model: a-model, budget: 50s, idle: 50s}
            """;

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

    @Test
    void whoIsReadingItsAnswerMayReadItToTheEnd() throws Exception {
        try (Stack stack = Stack.start(STREAMS)) {
            // More than the connection takes in at once.
            String words = String.join(" ", Collections.nCopies(500, "x".repeat(1_999)));
            stack.simulator().faults().answer("same", words);
            try (StreamCall stream = StreamCall.askSlowly(StreamCall.Door.CHAT, stack, "committed", "a long answer")) {
                stream.untilText();
                CompletableFuture<Void> stopping =
                        CompletableFuture.runAsync(() -> stack.node().close());
                awaitRefusal(stack);
                assertThat(stream.whole()).isEqualTo(words);
                stopping.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(StreamCall.Door.class)
    void aStreamThatLastsLongerThanTheNodeEndsInAnErrorAndNotInACut(StreamCall.Door door) throws Exception {
        try (Stack stack = Stack.start(STREAMS)) {
            stack.simulator().faults().set("same", new Fault.Stall(5));
            try (StreamCall live = StreamCall.ask(door, stack, "live", "stalls");
                    StreamCall committed = StreamCall.ask(door, stack, "committed", "stalls")) {
                live.untilText();
                committed.untilComment();
                stack.node().context().getBean(Streams.class).end();
                assertThat(live.broken()).isEqualTo("broken_stream");
                assertThat(committed.broken()).isEqualTo("broken_stream");
            }
        }
    }

    private static void awaitRefusal(Stack stack) {
        Patiently.await(
                Duration.ofSeconds(5),
                () -> stack.ask("committed", "during the deploy", "downclimb-deadline-ms", "1000"),
                answer -> answer.response().body().contains("shutting down"));
    }
}
