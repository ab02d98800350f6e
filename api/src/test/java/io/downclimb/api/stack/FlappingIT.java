package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A minute in which the primary fails and mends every few seconds, each time in the midst of its answers, while callers of all kinds go on
 * asking. Its breaker watches it as it would anywhere.
 */
class FlappingIT {
    private static final int CALLERS = 120;
    private static final long EVERY_MS = 500;
    private static final String PRIMARY = "The pass is open, and the hut has beds until the end of the month.";
    private static final String SECONDARY = "Ask the hut.";

    /** What each second caller, in turn, wants: a whole answer, or a stream at either door. */
    private enum Kind {
        WHOLE("/v1/chat/completions", ""),
        STREAMED("/v1/chat/completions", ",\"stream\":true"),
        MESSAGE("/v1/messages", ",\"max_tokens\":100,\"stream\":true");

        private final String path;
        private final String further;

        Kind(String path, String further) {
            this.path = path;
            this.further = further;
        }
    }

    @Test
    void everyoneGetsAWholeAnswerOfOneRungAndTheProviderIsNotFlooded() throws Exception {
        try (Simulator simulator = Simulator.start(0);
                Stack stack = node(simulator);
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(ask(stack, Kind.WHOLE).looksWhole()).as("warm").isTrue();
            // The first callers find it well: whether later ones do is the breaker's to say.
            var _ = clock.schedule(
                    () -> simulator.faults().set("flapping", new Fault.Flapping(8_000, 4_000, new Fault.Cut(5))),
                    4 * EVERY_MS,
                    TimeUnit.MILLISECONDS);
            List<CompletableFuture<ReadReply>> replies = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Kind kind = Kind.values()[caller % Kind.values().length];
                CompletableFuture<ReadReply> reply = new CompletableFuture<>();
                replies.add(reply);
                var _ = clock.schedule(
                        () -> callers.execute(() -> reply.completeAsync(() -> ask(stack, kind), Runnable::run)),
                        caller * EVERY_MS,
                        TimeUnit.MILLISECONDS);
            }
            int byPrimary = 0;
            for (CompletableFuture<ReadReply> each : replies) {
                ReadReply reply = each.get(2, TimeUnit.MINUTES);
                boolean primary = reply.label().path("tier").asText().equals("primary");
                assertThat(reply.looksWhole()).as(reply.toString()).isTrue();
                assertThat(reply.text()).isEqualTo(primary ? PRIMARY : SECONDARY);
                assertThat(reply.tookMs()).as(reply.toString()).isLessThan(15_000);
                byPrimary += primary ? 1 : 0;
            }
            assertThat(byPrimary).as("answers of the primary").isPositive();
            // Each answer took one call; beside those, a broken call has one retry at most, and a tripped breaker sends
            // none.
            assertThat(simulator.calls().total("flapping")).isLessThanOrEqualTo(byPrimary + 2 * (CALLERS - byPrimary));
        }
    }

    private static ReadReply ask(Stack stack, Kind kind) {
        return ReadReply.of(stack.post(kind.path, """
                {"model":"pass","messages":[{"role":"user","content":"Is the pass open?"}]%s}""".formatted(kind.further)));
    }

    private static Stack node(Simulator simulator) {
        simulator.faults().answer("flapping", PRIMARY);
        simulator.faults().answer("steady", SECONDARY);
        String yaml =
                "providers:\n" + Installation.provider("flapping", "") + Installation.provider("steady", "") + """
                routes:
                  pass:
                    deadline: 20s
                    ladder:
                      - {tier: primary, provider: flapping, model: a-model, budget: 8s, retries: 1}
                      - {tier: secondary, provider: steady, model: another, budget: 8s}
                """;
        return new Installation(
                        simulator, SharedStack.newDatabase(), SharedStack.postgres(), SharedStack.temporal(), yaml)
                .node();
    }
}
