package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Call;
import io.downclimb.simulator.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The drills that the two documents Downclimb began with describe: a broken key, a microspike, an outage. */
class DrillIT {
    private static final long DEADLINE_MS = 8_000;
    private static final long PRIMARY_BUDGET_MS = 4_000;
    private static final int QUESTIONS = 20;

    private static Stack stack;
    private static Records records;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path first = Files.writeString(folder.resolve("first.md"), """
                You are the first assistant of the support desk.
                --- user ---
                <question>{{message}}</question>
                """);
        Path second = Files.writeString(folder.resolve("second.md"), """
                As the backup, answer the support desk's question in one sentence.
                --- user ---
                Question: {{message}}
                """);
        records = new Records(SharedStack.newDatabase());
        stack = Stack.start(
                """
                answer-user-question:
                  deadline: %dms
                  ladder:
                    - {tier: primary, provider: first, model: the-first-model, budget: %dms, retries: 2, prompt: '%s'}
                    - {tier: secondary, provider: second, model: the-second-model, budget: 3s, prompt: '%s', prompt-placement: instead, notice: "temporarily using a backup model"}
                    - {tier: canned, text: "Come back in 5 minutes. Your request {id} is saved."}
                remembers:
                  deadline: 6s
                  ladder:
                    - {tier: cache, ttl: 1s, stale: 24h}
                    - {tier: primary, provider: first, model: the-first-model, budget: 4s, retries: 1}
                    - {tier: canned, text: "later"}
                """.formatted(DEADLINE_MS, PRIMARY_BUDGET_MS, first, second),
                records.jdbcUrl(),
                SharedStack.postgres(),
                SharedStack.temporal());
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
    void aBrokenKeyFailsFastAndTheSecondaryTakesTheTraffic() {
        stack.simulator().faults().set("first", new Fault.OnKey("sk-first-secret", new Fault.BrokenKey()));
        List<Long> took = new ArrayList<>();
        for (int number = 0; number < QUESTIONS; number++) {
            Stack.Answer answer = stack.ask("answer-user-question", "question " + number);
            took.add(answer.tookMs());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
            assertThat(answer.header("downclimb-degraded")).isEqualTo("true");
            assertThat(answer.header("downclimb-attempts")).isEqualTo("2");
            JsonNode failed = trail(answer).getFirst();
            assertThat(failed.path("error_class").asText()).isEqualTo("AUTH");
            assertThat(failed.path("total_ms").asLong()).isLessThan(PRIMARY_BUDGET_MS);
            assertThat(stack.simulator().calls().count("second", answer.requestId()))
                    .isEqualTo(1);
        }
        long p95 = took.stream().sorted().toList().get(QUESTIONS * 95 / 100 - 1);
        assertThat(p95).isLessThan(DEADLINE_MS);
    }

    @Test
    void theFirstAnswersAgainOnceItsKeyIsMended() {
        stack.simulator().faults().set("first", new Fault.BrokenKey());
        stack.ask("answer-user-question", "while it is broken");
        stack.simulator().faults().clearAll();
        Stack.Answer answer = stack.ask("answer-user-question", "once it is mended");
        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void aMistakeOfTheClientBreaksTheLoop(int status) {
        stack.simulator().faults().set("first", Fault.status(status));
        Stack.Answer answer = stack.ask("answer-user-question", "a mistake");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(stack.simulator().calls().count("first", answer.requestId())).isEqualTo(1);
        assertThat(stack.simulator().calls().total("second")).isZero();
    }

    @Test
    void aMicrospikeIsRiddenOutOnThePrimary() {
        stack.simulator().faults().sequence("first", List.of(Fault.status(529), Fault.status(529)));
        Stack.Answer answer = stack.ask("answer-user-question", "a spike");
        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("false");
        assertThat(answer.header("downclimb-attempts")).isEqualTo("3");
        assertThat(answer.json().at("/downclimb/notice").isNull()).isTrue();
        assertThat(stack.simulator().calls().total("second")).isZero();
        // Two waits with full jitter are 0 to 750 ms.
        List<Call> calls = stack.simulator().calls().of("first");
        assertThat(calls.getLast().arrivedAtMillis() - calls.getFirst().arrivedAtMillis())
                .isLessThan(2_000);
    }

    @ParameterizedTest
    @MethodSource("passing")
    void aCallThatBreaksIsStartedAfreshOnThePrimary(Fault passing) {
        stack.simulator().faults().sequence("first", List.of(passing));
        Stack.Answer answer = stack.ask("answer-user-question", "once more");
        assertThat(answer.header("downclimb-tier")).isEqualTo("primary");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("false");
        assertThat(answer.header("downclimb-attempts")).isEqualTo("2");
        List<Call> calls = stack.simulator().calls().of("first");
        assertThat(calls).extracting(Call::attempt).containsExactly(1, 2);
        assertThat(calls.getLast().body()).isEqualTo(calls.getFirst().body());
        assertThat(answer.text()).containsOnlyOnce("Simulated answer");
    }

    static Stream<Fault> passing() {
        return Stream.of(new Fault.Reset(), new Fault.Cut(5), new Fault.Malformed(5, false), new Fault.Empty());
    }

    @Test
    void anOutageIsShedToTheFallbackWithItsOwnPrompt() {
        stack.simulator().faults().set("first", Fault.status(529));
        Stack.Answer answer = stack.post("/v1/chat/completions", """
                {"model":"answer-user-question","messages":[
                  {"role":"system","content":"the caller's own system message"},
                  {"role":"user","content":"Where is my order?"}]}
                """);
        assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("true");
        assertThat(answer.json().at("/downclimb/notice").asText()).isEqualTo("temporarily using a backup model");
        assertThat(answer.json().at("/model").asText()).isEqualTo("the-second-model");
        assertThat(answer.tookMs()).isLessThan(DEADLINE_MS);

        List<Call> first = stack.simulator().calls().of("first");
        assertThat(first).hasSize(3);
        assertThat(first).allSatisfy(call -> {
            assertThat(call.body().path("model").asText()).isEqualTo("the-first-model");
            assertThat(call.body().path("system").toString())
                    .contains("You are the first assistant")
                    .contains("the caller's own system message");
            assertThat(call.body().at("/messages/0/content").toString())
                    .contains("<question>Where is my order?</question>");
            assertThat(call.body().toString()).doesNotContain("the-second-model", "As the backup");
        });
        Call second = stack.simulator().calls().of("second").getFirst();
        assertThat(second.body().path("model").asText()).isEqualTo("the-second-model");
        assertThat(second.body().path("messages")).hasSize(2);
        assertThat(second.body().at("/messages/0/content").asText()).contains("As the backup");
        assertThat(second.body().at("/messages/1/content").asText()).isEqualTo("Question: Where is my order?");
        assertThat(second.body().toString())
                .doesNotContain("the-first-model", "first assistant", "<question>", "the caller's own");
        assertThat(second.headers().toString()).doesNotContain("sk-first-secret", "the-first-model");
    }

    @Test
    void whenBothAreDownAPersonsTextIsTheAirbag() {
        stack.simulator().faults().set("first", Fault.status(529));
        stack.simulator().faults().set("second", new Fault.Silent());
        Stack.Answer answer = stack.ask("answer-user-question", "all down");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.tookMs()).isLessThan(DEADLINE_MS);
        assertThat(answer.header("downclimb-tier")).isEqualTo("canned");
        assertThat(answer.text())
                .isEqualTo("Come back in 5 minutes. Your request " + answer.requestId() + " is saved.");
        assertThat(answer.json().path("model").asText()).isEqualTo("downclimb/canned");
    }

    @Test
    void anOldAnswerIsBetterThanNoneAndSaysThatItIsOld() {
        String prompt = "asked before the outage";
        assertThat(stack.ask("remembers", prompt).header("downclimb-tier")).isEqualTo("primary");
        Patiently.await(
                Duration.ofSeconds(10),
                () -> records.count("select count(*) from cache where fresh_until < now()"),
                stale -> stale == 1);
        stack.simulator().faults().set("first", Fault.status(529));
        Stack.Answer answer = stack.ask("remembers", prompt);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("downclimb-tier")).isEqualTo("cache");
        assertThat(answer.header("downclimb-degraded")).isEqualTo("true");
        assertThat(answer.text()).contains(prompt);
        assertThat(answer.json().at("/downclimb/notice").asText()).isEqualTo("an earlier answer to the same question");
        // A question that was never asked gets the canned text.
        assertThat(stack.ask("remembers", "never asked").header("downclimb-tier"))
                .isEqualTo("canned");
    }

    private static List<JsonNode> trail(Stack.Answer answer) {
        List<JsonNode> attempts = new ArrayList<>();
        stack.get("/v1/requests/" + answer.requestId())
                .json()
                .at("/trail/attempts")
                .forEach(attempts::add);
        return attempts;
    }
}
