package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.breaker.Tally;
import io.downclimb.api.breaker.BreakerReporter;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.tally.CallTicket;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What breakers cost on the real stack: reports that reach the engine, at one and at a hundred calls a second, for some 25 s each. */
class BreakerCostIT {
    private static final int SECONDS = 25;

    private enum Load {
        CALM_ONE("calm-one", 1, false),
        CALM_HUNDRED("calm-hundred", 100, false),
        DOWN_ONE("down-one", 1, true),
        DOWN_HUNDRED("down-hundred", 100, true);

        private final String provider;
        private final int perSecond;
        private final boolean down;

        Load(String provider, int perSecond, boolean down) {
            this.provider = provider;
            this.perSecond = perSecond;
            this.down = down;
        }
    }

    private static BreakerStage stage;
    private static Stack stack;

    @BeforeAll
    static void start() {
        Map<String, String> providers = new LinkedHashMap<>();
        StringBuilder routes = new StringBuilder();
        for (Load load : Load.values()) {
            providers.put(load.provider, "");
            routes.append(BreakerStage.route(load.provider, load.provider, ""));
        }
        providers.put("backup", "");
        stage = new BreakerStage(providers, routes.toString());
        stack = stage.node();
    }

    @AfterAll
    static void stop() {
        stack.close();
        stage.close();
    }

    @Test
    void reportsGrowWithTimeAndNotWithCalls() throws InterruptedException {
        BreakerReporter reporter = stack.node().context().getBean(BreakerReporter.class);
        long before = reporter.reports();
        long began = System.nanoTime();
        CountDownLatch left = new CountDownLatch(Load.values().length * SECONDS);
        try (ScheduledExecutorService clock = Executors.newScheduledThreadPool(2)) {
            for (Load load : Load.values()) {
                for (int second = 0; second < SECONDS; second++) {
                    for (int call = 0; call < load.perSecond; call++) {
                        long at = second * 1_000L + call * 1_000L / load.perSecond;
                        var _ = clock.schedule(() -> call(load), at, TimeUnit.MILLISECONDS);
                    }
                    var _ = clock.schedule(left::countDown, second * 1_000L + 999, TimeUnit.MILLISECONDS);
                }
            }
            left.await();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long told = reporter.reports() - before;
        Map<Load, Integer> heard = new LinkedHashMap<>();
        for (Load load : Load.values()) {
            heard.put(load, heard(load.provider));
        }
        assertThat(heard.get(Load.CALM_ONE)).isBetween(1, (int) (seconds / 10) + 1);
        assertThat(heard.get(Load.CALM_HUNDRED)).isBetween(1, (int) (seconds / 10) + 1);
        assertThat(heard.get(Load.DOWN_ONE)).isBetween(5, (int) seconds + 2);
        assertThat(heard.get(Load.DOWN_HUNDRED)).isBetween(5, (int) seconds + 2);
        assertThat(told).isBetween(12L, 2 * (long) (seconds / 10 + 1 + seconds + 2));
    }

    private static void call(Load load) {
        Rung.Model rung = new Rung.Model(
                "primary",
                load.provider,
                "a-model",
                Duration.ofSeconds(8),
                null,
                Duration.ofSeconds(10),
                0,
                null,
                List.of(),
                null,
                null,
                null,
                4096,
                null);
        Policy policy = new Policy("route", Duration.ofSeconds(20), Duration.ofMillis(250), List.of(rung));
        AttemptOrder order =
                new AttemptOrder("id", "hash", 1, 0, "primary", load.provider, "a-model", 0, 8_000, 20_000, 0);
        CallTicket ticket = stack.node()
                .context()
                .getBean(Tally.class)
                .sent(order, policy, new Admission(0, true, null, List.of(), false));
        Outcome outcome = load.down
                ? new Outcome.Failed(ErrorClass.OVERLOADED, 529, null, "overloaded")
                : new Outcome.Whole("stop", Usage.UNKNOWN, "hash");
        ticket.ended(new AttemptResult(1, 0, outcome, load.down ? null : 50L, 80, 50, 1, null, 0));
    }

    /** The reports in the history of the provider's breaker. */
    private static int heard(String provider) {
        return (int) stack
                .node()
                .context()
                .getBean(WorkflowClient.class)
                .fetchHistory(BreakerWorkflow.workflowId(provider))
                .getEvents()
                .stream()
                .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
                .filter(event -> event.getWorkflowExecutionSignaledEventAttributes()
                        .getSignalName()
                        .equals("report"))
                .count();
    }
}
