package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Fault;
import io.downclimb.workflows.breaker.Phase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Providers that go down, and come back. */
class BreakerOutageIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static BreakerStage stage;
    private static Stack stack;

    @BeforeAll
    static void start() {
        Map<String, String> providers = new LinkedHashMap<>();
        StringBuilder routes = new StringBuilder();
        for (String name : List.of("outage", "sixty")) {
            providers.put(name, "");
            routes.append(BreakerStage.route(name, name, ""));
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
    void aTotalOutageTripsWithinTenSecondsAndTrafficReturnsOverARamp() {
        try (Traffic traffic = Traffic.on(stack, "outage", SECOND)) {
            Patiently.await(Duration.ofSeconds(20), traffic::replies, replies -> replies.size() >= 3);
            stage.simulator().faults().set("outage", Fault.status(529));
            BreakerStage.awaitHealth(stack, "outage", Duration.ofSeconds(10), Phase.OPEN);
            stage.simulator().faults().clear("outage");
            BreakerStage.awaitHealth(stack, "outage", Duration.ofSeconds(60), Phase.CLOSED);
        }
        assertThat(stack.ask("outage", "afterwards").header("downclimb-tier")).isEqualTo("primary");
        System.out.println(stack.get("/v1/breakers/outage").json().toPrettyString());
    }
}
