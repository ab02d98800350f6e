package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Many callers at once: every call counted, every stream whole, and a close that waits for nobody. */
class CrowdTest {
    private static final int CALLERS = 300;

    @Test
    void everyCallOfManyAtOnceIsCountedAndAnswered() throws Exception {
        try (Simulator simulator = Simulator.start(0)) {
            try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CALLERS; i++) {
                    String request = "r" + (i % 100) + "/" + (i / 100);
                    var _ = crowd.submit(() -> {
                        try (RawClient client = new RawClient(simulator)) {
                            return client.ask("p", "m", true, request).until("0\r\n\r\n");
                        }
                    });
                }
            }
            assertThat(simulator.calls().total("p")).isEqualTo(CALLERS);
            assertThat(simulator.calls().countByRequest("p")).hasSize(100).containsValue(3);
            assertThat(simulator.calls().all()).hasSize(CALLERS).allMatch(Call::ended);
        }
    }

    @Test
    void closingEndsSilenceAndFreesThePort() throws Exception {
        Simulator simulator = Simulator.start(0);
        int port = simulator.port();
        try (RawClient client = new RawClient(simulator)) {
            client.ask("p", "sim-silent", true);
            assertThat(simulator.calls().await(Duration.ofSeconds(5), calls -> calls.size() == 1))
                    .isTrue();
            simulator.close();
            assertThat(client.rest()).isEmpty();
        }
        try (Simulator next = Simulator.start(port)) {
            assertThat(next.port()).isEqualTo(port);
        }
    }
}
