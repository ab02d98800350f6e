package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Fault;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes over one Postgres and one Temporal: what one has met, the other knows. */
class BreakerNodesIT {
    private static final CircuitId HEALTH = new CircuitId.Health(null);
    private static final Duration AGREED = Duration.ofSeconds(2);
    private static final Duration TRIPPED = Duration.ofSeconds(10);
    private static BreakerStage stage;
    private static Stack one;
    private static Stack two;

    @BeforeAll
    static void start() {
        Map<String, String> providers = new LinkedHashMap<>();
        StringBuilder routes = new StringBuilder();
        for (String name : List.of("met", "halved", "opened", "closed", "keyed")) {
            providers.put(name, "");
            routes.append(BreakerStage.route(name, name, ", retries: 0"));
        }
        providers.put("backup", "");
        stage = new BreakerStage(providers, routes.toString());
        one = stage.node();
        two = stage.node();
        for (String provider : providers.keySet()) {
            for (Stack node : List.of(one, two)) {
                Patiently.await(
                        Duration.ofSeconds(30),
                        () -> BreakerStage.view(node, provider).version(),
                        version -> version > 0);
            }
        }
    }

    @AfterAll
    static void stop() {
        two.node().close();
        one.close();
        stage.close();
    }

    @Test
    void whatOneNodeMetKeepsRequestsBackAtTheOther() {
        stage.simulator().faults().set("met", Fault.status(529));
        for (int call = 0; call < 6; call++) {
            one.ask("met", "call " + call);
        }
        BreakerStage.awaitHealth(one, "met", TRIPPED, Phase.OPEN);
        CircuitView tripped = BreakerStage.view(one, "met").circuit(HEALTH).orElseThrow();
        CircuitView told = Patiently.await(
                AGREED,
                () -> BreakerStage.view(two, "met").circuit(HEALTH).orElse(null),
                circuit -> circuit != null && circuit.generation() >= tripped.generation());
        assertThat(told.phase()).isIn(Phase.OPEN, Phase.HALF_OPEN);
        assertThat(told.reason()).isEqualTo(Reason.ERRORS);
        Stack.Answer answer = two.ask("met", "asked at the other node");
        assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
        assertThat(answer.header("downclimb-attempts")).isEqualTo("1");
        assertThat(stage.simulator().calls().count("met", answer.requestId())).isZero();
        assertThat(two.get("/v1/requests/" + answer.requestId()).response().body())
                .contains("breaker health is");
    }

    /** Two failures here and three there: neither has met enough to say so alone. */
    @Test
    void failuresAreAddedUpOverNodes() {
        stage.simulator().faults().set("halved", Fault.status(529));
        for (int call = 0; call < 3; call++) {
            one.ask("halved", "here " + call);
            two.ask("halved", "there " + call);
        }
        for (Stack node : List.of(one, two)) {
            BreakerStage.awaitHealth(node, "halved", TRIPPED, Phase.OPEN, Phase.HALF_OPEN);
        }
        assertThat(BreakerStage.transitions(two, "halved")).isEqualTo(BreakerStage.transitions(one, "halved"));
    }

    @ParameterizedTest
    @CsvSource({"opened, open, OPEN", "closed, close, CLOSED"})
    void whatAnOperatorDoesAtOneNodeIsKnownAtTheOther(String provider, String action, Phase phase) {
        Stack.Answer done =
                two.post("/v1/breakers/" + provider + "/" + action, "{\"reason\":\"maintenance\",\"author\":\"Ada\"}");
        assertThat(done.status()).as(done.response().body()).isEqualTo(200);
        CircuitView seen = Patiently.await(
                AGREED,
                () -> BreakerStage.view(one, provider).circuit(HEALTH).orElse(null),
                circuit -> circuit != null && circuit.forced());
        assertThat(seen.phase()).isEqualTo(phase);
        assertThat(one.ask(provider, "asked at the other node").header("downclimb-tier"))
                .isEqualTo(phase == Phase.OPEN ? "secondary" : "primary");
    }

    @Test
    void aKeyRefusedAtOneNodeIsKnownAtTheOther() {
        stage.simulator().faults().set("keyed", new Fault.BrokenKey());
        assertThat(one.ask("keyed", "refused").header("downclimb-tier")).isEqualTo("secondary");
        Patiently.await(
                TRIPPED,
                () -> BreakerStage.view(two, "keyed").circuits(),
                circuits -> circuits.stream()
                        .anyMatch(circuit -> circuit.id() instanceof CircuitId.Key && circuit.phase() == Phase.OPEN));
        Stack.Answer answer = two.ask("keyed", "asked at the other node");
        assertThat(answer.header("downclimb-tier")).isEqualTo("secondary");
        assertThat(stage.simulator().calls().count("keyed", answer.requestId())).isZero();
    }
}
