package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Simulator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two hundred callers at once at a node that starts four, whose starts are held up by a lock on the attempts for as long as the test likes. Nobody hears that a dependency is
 * away: it is not.
 */
class OverloadIT {
    private static final int CALLERS = 200;

    private static String jdbcUrl;
    private static Records records;
    private static Stack stack;

    @BeforeAll
    static void start() {
        jdbcUrl = SharedStack.newDatabase();
        records = new Records(jdbcUrl);
        stack = new Installation(
                        Simulator.start(0),
                        jdbcUrl,
                        SharedStack.postgres(),
                        SharedStack.temporal(),
                        """
                limits: {starts: 4}
                providers:
                """ + Installation.provider("one", ", breaker: off") + """
                routes:
                  refusing:
                    deadline: 8s
                    ladder:
                      - {tier: primary, provider: one, model: a-model, budget: 4s}
                  keyed:
                    deadline: 8s
                    ladder:
                      - {tier: primary, provider: one, model: a-model, budget: 4s}
                  answering:
                    deadline: 8s
                    overload: last-rung
                    ladder:
                      - {tier: primary, provider: one, model: a-model, budget: 4s}
                      - {tier: canned, text: "Later, {id}."}
                """)
                .node();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void everybodyIsAnsweredOrRefusedAtOnceAndNothingIsRecordedOfTheRefused() throws Exception {
        List<Stack.Answer> answers = burst("refusing", 429);
        List<Stack.Answer> refused =
                answers.stream().filter(answer -> answer.status() == 429).toList();
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 60);
            assertThat(answer.requestId()).isEmpty();
            assertThat(answer.header("x-should-retry")).isEmpty();
            assertThat(answer.json().at("/error/code").asText()).isEqualTo("overloaded");
        });
        List<Stack.Answer> others =
                answers.stream().filter(answer -> answer.status() != 429).toList();
        assertThat(others).allSatisfy(answer -> assertThat(answer.requestId()).isNotEmpty());
        assertThat(records.count("select count(*) from requests where route = 'refusing'"))
                .isEqualTo(others.size());
        untilAllAreConcluded("refusing");
        assertThat(stack.ask("refusing", "afterwards").status()).isEqualTo(200);
        assertThat(turnedAway()).isGreaterThanOrEqualTo(refused.size());
    }

    @Test
    void aRouteThatWouldRatherAnswerDoesSoByItsLastRungAndSaysWhy() throws Exception {
        List<Stack.Answer> answers = burst("answering", 200);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            boolean canned = answer.header("downclimb-tier").equals("canned");
            assertThat(answer.header("downclimb-degraded")).isEqualTo(String.valueOf(canned));
        });
        List<Stack.Answer> shed = answers.stream()
                .filter(answer ->
                        answer.json().at("/downclimb/skipped").toString().contains("the node is overloaded"))
                .toList();
        assertThat(shed).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.header("downclimb-tier")).isEqualTo("canned");
            assertThat(answer.header("downclimb-attempts")).isEqualTo("0");
            assertThat(answer.text()).isEqualTo("Later, %s.".formatted(answer.requestId()));
        });
        Stack.Answer one = shed.getFirst();
        assertThat(stack.get("/v1/requests/" + one.requestId()).response().body())
                .contains("answered", "canned", "the node is overloaded");
        assertThat(records.count("select count(*) from requests where route = 'answering'"))
                .isEqualTo(CALLERS);
        untilAllAreConcluded("answering");
    }

    @Test
    void aRepeatedKeyJoinsItsRequestHoweverManyWait() throws Exception {
        Stack.Answer first = stack.ask("keyed", "mine", "Idempotency-Key", "my-key");
        assertThat(first.status()).isEqualTo(200);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection lock = holdUpStarts()) {
            Burst burst = new Burst(stack, callers, "keyed", CALLERS);
            burst.until(429);
            Stack.Answer again = stack.ask("keyed", "mine", "Idempotency-Key", "my-key");
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.requestId()).isEqualTo(first.requestId());
            assertThat(stack.get("/v1/requests/" + first.requestId()).status()).isEqualTo(200);
            lock.rollback();
            burst.all();
        }
        untilAllAreConcluded("keyed");
    }

    @Test
    void whoIsRefusedIsNotReadAndWhoMayGetAnotherAnswerIs() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection lock = holdUpStarts()) {
            Burst burst = new Burst(stack, callers, "keyed", CALLERS);
            burst.until(429);
            long before = turnedAway();
            Stack.Answer refused = unreadable("refusing");
            assertThat(refused.status()).as(refused.response().body()).isEqualTo(429);
            assertThat(refused.json().at("/error/code").asText()).isEqualTo("overloaded");
            assertThat(turnedAway()).isGreaterThan(before);
            assertThat(unreadable("answering").status()).isEqualTo(400);
            assertThat(unreadable("nowhere").status()).isEqualTo(400);
            assertThat(unreadable("refusing", "Idempotency-Key", "another-key").status())
                    .isEqualTo(400);
            lock.rollback();
            burst.all();
        }
        untilAllAreConcluded("keyed");
    }

    /** A request in a hurry that gets a 400 where it is read. */
    private static Stack.Answer unreadable(String route, String... headers) {
        List<String> all = new ArrayList<>(List.of("downclimb-deadline-ms", "1000"));
        all.addAll(List.of(headers));
        String body = "{\"model\":\"%s\",\"messages\":7}".formatted(route);
        return stack.post("/v1/chat/completions", body, all.toArray(String[]::new));
    }

    private static long turnedAway() {
        return stack.get("/health")
                .json()
                .at("/details/starts/details/turned-away")
                .asLong();
    }

    @Test
    void fiveHundredAtOnceAtANodeOfTheUsualSizeAreNotToldThatADependencyIsAway() throws Exception {
        String database = SharedStack.newDatabase();
        Installation usual = new Installation(
                Simulator.start(0),
                database,
                SharedStack.postgres(),
                SharedStack.temporal(),
                """
                        providers:
                        """ + Installation.provider("one", ", breaker: off") + """
                        routes:
                          usual:
                            deadline: 30s
                            ladder:
                              - {tier: primary, provider: one, model: a-model, budget: 20s}
                              - {tier: canned, text: Later.}
                        """);
        try (Stack node = usual.node();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                assertThat(node.ask("usual", "to get warm").status()).isEqualTo(200);
            }
            Burst burst = new Burst(node, callers, "usual", 500);
            assertThat(burst.all())
                    .hasSize(500)
                    .allSatisfy(answer -> assertThat(answer.status())
                            .as(answer.response().body())
                            .isIn(200, 429));
        }
    }

    private static List<Stack.Answer> burst(String route, int first) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection lock = holdUpStarts()) {
            Burst burst = new Burst(stack, callers, route, CALLERS);
            burst.until(first);
            lock.rollback();
            List<Stack.Answer> answers = burst.all();
            assertThat(answers).hasSize(CALLERS);
            assertThat(answers)
                    .extracting(Stack.Answer::status)
                    .as("nothing is away")
                    .doesNotContain(500, 502);
            assertThat(answers)
                    .noneSatisfy(answer -> assertThat(answer.response().body()).contains("does not answer"));
            return answers;
        }
    }

    /** Attempts can be read, and none be opened, until the connection rolls back. */
    private static Connection holdUpStarts() throws SQLException {
        Connection connection = DriverManager.getConnection(
                jdbcUrl,
                SharedStack.postgres().username(),
                SharedStack.postgres().password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table attempts in exclusive mode");
        }
        return connection;
    }

    private static void untilAllAreConcluded(String route) throws Exception {
        String open = "select count(*) from requests where concluded_at is null and route = '%s'".formatted(route);
        Callable<Boolean> over = () -> records.count(open) == 0;
        for (int i = 0; i < 600 && !over.call(); i++) {
            Thread.sleep(100); // a poll, bounded
        }
        assertThat(records.count(open)).isZero();
    }

    /** Callers who all come at once. */
    private static final class Burst {
        private final List<Future<Stack.Answer>> answers = new ArrayList<>();
        private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();

        Burst(Stack node, ExecutorService callers, String route, int number) {
            for (int i = 0; i < number; i++) {
                String prompt = "burst " + i;
                answers.add(callers.submit(() -> {
                    Stack.Answer answer = node.ask(route, prompt);
                    statuses.add(answer.status());
                    return answer;
                }));
            }
        }

        /** Until the first caller has heard this. */
        void until(int status) throws InterruptedException {
            Integer heard;
            do {
                heard = statuses.poll(Duration.ofMinutes(1).toMillis(), TimeUnit.MILLISECONDS);
                assertThat(heard).as("an answer within a minute").isNotNull();
            } while (heard != status);
        }

        List<Stack.Answer> all() throws ExecutionException, InterruptedException {
            List<Stack.Answer> all = new ArrayList<>();
            for (Future<Stack.Answer> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }
}
