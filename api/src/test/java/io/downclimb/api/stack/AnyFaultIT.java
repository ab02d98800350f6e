package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Whatever breaks, and wherever: what a caller received as a success is a whole answer of exactly one rung. Every position of the primary's
 * answer is broken in every way that breaks a stream, once and for good, for callers of all three kinds. Live, a success may have been put
 * together from two calls, but not so that anyone could tell.
 */
class AnyFaultIT {
    private static final int AT_ONCE = 16;
    private static final String PRIMARY =
            "Pack two ropes, a spare lamp and the thin gloves, for the ridge is colder than"
                    + " it looks from the hut.";
    private static final String SECONDARY = "Take warm things and start early.";
    private static final int WORDS = PRIMARY.split(" ", -1).length;

    private enum Way {
        WHOLE,
        COMMITTED,
        LIVE
    }

    /** A fault of the primary's first call, or of all. */
    private record Asked(String kind, Fault fault, boolean always, Way way) {
        String name() {
            return "%s-%s-%s".formatted(kind, always ? "always" : "once", way).toLowerCase(Locale.ROOT);
        }
    }

    private static List<Asked> asked() {
        List<Asked> all = new ArrayList<>();
        for (int word = 0; word <= WORDS; word++) {
            for (Way way : Way.values()) {
                for (boolean always : new boolean[] {true, false}) {
                    all.add(new Asked("cut-" + word, new Fault.Cut(word), always, way));
                    all.add(new Asked("torn-" + word, new Fault.Malformed(word, false), always, way));
                    all.add(new Asked("noise-" + word, new Fault.Malformed(word, true), always, way));
                    all.add(new Asked("error-" + word, new Fault.ErrorEventInStream(word), always, way));
                }
                if (word > 0) { // before the first word it is silence, which ends the rung
                    all.add(new Asked("stall-" + word, new Fault.Stall(word), false, way));
                }
            }
        }
        for (Way way : Way.values()) {
            all.add(new Asked("no-finish", new Fault.MissingEnd(false), true, way));
            all.add(new Asked("no-end-mark", new Fault.MissingEnd(true), true, way));
            all.add(new Asked("truncated", new Fault.Truncated(), true, way));
            all.add(new Asked("refused", new Fault.ContentFilter(true), true, way));
            all.add(new Asked("reset", new Fault.ResetAfterHeaders(), true, way));
        }
        return all;
    }

    @Test
    void whatLooksWholeIsAWholeAnswerOfOneRung() {
        List<Asked> all = asked();
        try (Simulator simulator = Simulator.start(0);
                Stack stack = installation(simulator, all).node();
                ExecutorService callers =
                        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<CompletableFuture<ReadReply>> replies = all.stream()
                    .map(asked -> CompletableFuture.supplyAsync(() -> ask(stack, asked), callers))
                    .toList();
            SoftAssertions softly = new SoftAssertions();
            int whole = 0;
            int rescued = 0;
            for (int index = 0; index < all.size(); index++) {
                Asked asked = all.get(index);
                ReadReply reply = replies.get(index).join();
                Supplier<String> tale = () -> tale(stack, asked, reply);
                boolean refused = reply.finish().equals("content_filter");
                if (!reply.looksWhole()) {
                    softly.assertThat(reply.error().path("message").asText())
                            .as(tale)
                            .isNotBlank();
                } else if (!refused) {
                    String expected = reply.label().path("tier").asText().equals("primary") ? PRIMARY : SECONDARY;
                    softly.assertThat(reply.text()).as(tale).isEqualTo(expected);
                    whole++;
                }
                boolean mendable = !asked.always() && !refused;
                if (mendable) {
                    softly.assertThat(reply.text()).as(tale).isEqualTo(PRIMARY);
                    rescued += asked.way() == Way.LIVE && reply.looksWhole() ? 1 : 0;
                }
                if (asked.way() != Way.LIVE) {
                    softly.assertThat(reply.looksWhole()).as(tale).isTrue();
                }
            }
            softly.assertAll();
            assertThat(whole).isGreaterThan(all.size() / 2);
            assertThat(rescued).as("live streams that were rescued").isGreaterThan(WORDS * 3);
        }
    }

    /** What a failure needs to be understood: the reply, and how each attempt ended. */
    private static String tale(Stack stack, Asked asked, ReadReply reply) {
        String id = reply.label().path("request_id").asText();
        return "%s: %s; attempts %s"
                .formatted(asked, reply, stack.get("/v1/requests/" + id).json().at("/trail/attempts"));
    }

    private static ReadReply ask(Stack stack, Asked asked) {
        String stream = asked.way() == Way.WHOLE ? "" : ",\"stream\":true";
        return ReadReply.of(stack.post("/v1/chat/completions", """
                {"model":"%s","messages":[{"role":"user","content":"What shall I pack?"}]%s}""".formatted(asked.name(), stream)));
    }

    private static Installation installation(Simulator simulator, List<Asked> all) {
        StringBuilder providers = new StringBuilder("providers:\n");
        StringBuilder routes = new StringBuilder("routes:\n");
        providers.append(Installation.provider("below", ", breaker: off"));
        simulator.faults().answer("below", SECONDARY);
        for (Asked asked : all) {
            String name = asked.name();
            providers.append(Installation.provider("p-" + name, ", breaker: off"));
            simulator.faults().answer("p-" + name, PRIMARY);
            if (asked.always()) {
                simulator.faults().set("p-" + name, asked.fault());
            } else {
                simulator.faults().sequence("p-" + name, List.of(asked.fault()));
            }
            routes.append("""
                    %s:
                      deadline: 20s
                      streaming: %s
                      ladder:
                        - {tier: primary, provider: p-%s, model: a-model, budget: 8s, retries: 1, idle: 400ms}
                        - {tier: secondary, provider: below, model: another, budget: 8s}
                    """.formatted(name, asked.way() == Way.LIVE ? "live" : "committed", name)
                    .indent(2));
        }
        return new Installation(
                simulator,
                SharedStack.newDatabase(),
                SharedStack.postgres(),
                SharedStack.temporal(),
                providers.append(routes).toString());
    }
}
