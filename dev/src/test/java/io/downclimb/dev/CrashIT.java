package io.downclimb.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.embedded.LocalPostgres;
import io.downclimb.embedded.LocalTemporal;
import io.downclimb.simulator.Simulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accepted means concluded, and nothing recorded is paid for again: 200 requests, every other one to a route whose calls are made inline, and SIGKILL
 * at ten random points of the run, each followed by a restart. First the service alone, then everything that {@code downclimb dev} starts.
 */
class CrashIT {
    private static final int REQUESTS = 200;
    private static final int KILLS = 10;
    private static final List<String> ROUTES = List.of("support", "inline");

    @TempDir
    Path folder;

    @Test
    void theServiceAloneIsKilled() throws Exception {
        try (Simulator providers = Simulator.start(0);
                LocalPostgres postgres = LocalPostgres.temporary();
                LocalTemporal temporal = LocalTemporal.start(LocalTemporal.Options.inMemory())) {
            postgres.createDatabase("crash");
            Map<String, String> environment = environment(providers);
            environment.put("DOWNCLIMB_DATABASE_URL", postgres.jdbcUrl("crash"));
            environment.put("DOWNCLIMB_DATABASE_USER", postgres.username());
            environment.put("DOWNCLIMB_DATABASE_PASSWORD", postgres.password());
            environment.put("DOWNCLIMB_TEMPORAL_TARGET", temporal.target());
            environment.put("DOWNCLIMB_TEMPORAL_NAMESPACE", temporal.namespace());
            Ledger ledger = new Ledger(postgres.jdbcUrl("crash"), postgres.username(), postgres.password());
            survive("io.downclimb.api.Application", environment, providers, ledger, KilledProcess::kill);
        }
    }

    @Test
    void theWholeDevStartIsKilled() throws Exception {
        try (Simulator providers = Simulator.start(0)) {
            int postgresPort = freePort();
            Map<String, String> environment = environment(providers);
            environment.put("DOWNCLIMB_DATA", folder.resolve("data").toString());
            environment.put("DOWNCLIMB_POSTGRES_PORT", Integer.toString(postgresPort));
            environment.put("DOWNCLIMB_TEMPORAL_PORT", Integer.toString(freePort()));
            environment.put("DOWNCLIMB_TEMPORAL_UI_PORT", Integer.toString(freePort()));
            environment.put("DOWNCLIMB_DEMO_PORT", Integer.toString(freePort()));
            Ledger ledger = new Ledger(
                    "jdbc:postgresql://127.0.0.1:%d/downclimb".formatted(postgresPort), "postgres", "postgres");
            Random whole = new Random(11);
            survive("io.downclimb.dev.DevCommand", environment, providers, ledger, process -> {
                if (whole.nextBoolean()) {
                    process.killTree();
                } else {
                    process.kill(); // and the next start finds PostgreSQL and Temporal as orphans
                }
            });
        }
    }

    private void survive(
            String mainClass, Map<String, String> environment, Simulator providers, Ledger ledger, Blow blow)
            throws IOException, InterruptedException, SQLException {
        int port = Integer.parseInt(environment.get("DOWNCLIMB_PORT"));
        providers.faults().pace("first", new Simulator.Pace(200, 20));
        providers.faults().pace("second", new Simulator.Pace(200, 20));
        Random random = new Random(42);
        try (KilledProcess process = new KilledProcess(mainClass, environment, port, folder.resolve("service.log"));
                StubbornCallers callers = new StubbornCallers(port, 16, ROUTES)) {
            process.start();
            callers.call(REQUESTS);
            for (int kill = 1; kill <= KILLS; kill++) {
                int after = callers.answers().size();
                awaitProgress(callers, Math.min(REQUESTS - 8, Math.max(after, kill * REQUESTS / (KILLS + 2))));
                Thread.sleep(random.nextInt(900)); // the random point
                blow.strike(process);
                process.start();
            }
            assertThat(callers.allAnswered()).as("every caller has an answer").isTrue();
            ledger.settle(Duration.ofMinutes(1));

            assertThat(callers.answers()).hasSize(REQUESTS);
            assertThat(ledger.accepted()).isEqualTo(REQUESTS);
            for (String route : ROUTES) {
                assertThat(ledger.accepted(route)).as(route).isEqualTo(REQUESTS / ROUTES.size());
            }
            assertThat(ledger.concludedOnce()).isEqualTo(REQUESTS);
            ledger.assertNothingPaidAgain(providers.calls().all());
            System.out.printf(
                    "%s: %d kills, %d requests, %d calls, attempts sent twice: %s%n",
                    mainClass, KILLS, REQUESTS, providers.calls().all().size(), ledger.duplicated());
        }
    }

    /** Until so many have their answer: the run goes on between the kills. */
    private static void awaitProgress(StubbornCallers callers, int answered) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (callers.answers().size() < answered) {
            assertThat(System.nanoTime()).as("the run makes progress").isLessThan(until);
            Thread.sleep(20); // a poll, bounded above
        }
    }

    private Map<String, String> environment(Simulator providers) throws IOException {
        Path file = folder.resolve("downclimb.yaml");
        Files.writeString(file, """
            providers:
              first: {api: anthropic-messages, base-url: "%1$s/first", keys: ["${CRASH_KEY:crash}"]}
              second: {api: openai-chat, base-url: "%1$s/second/v1", keys: ["${CRASH_KEY:crash}"]}
            routes:
              support:
                deadline: 20s
                ladder:
                  - {tier: primary, provider: first, model: a, budget: 8s}
                  - {tier: secondary, provider: second, model: b, budget: 6s}
                  - {tier: canned, text: "Saved as {id}."}
              inline:
                deadline: 20s
                ladder:
                  - {tier: primary, provider: first, model: a, budget: 8s, execution: inline}
                  - {tier: secondary, provider: second, model: b, budget: 6s, execution: inline}
                  - {tier: canned, text: "Saved as {id}."}
            """.formatted(providers.baseUrl()));
        Map<String, String> environment = new HashMap<>();
        environment.put("DOWNCLIMB_CONFIG", file.toString());
        environment.put("DOWNCLIMB_PORT", Integer.toString(freePort()));
        return environment;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private interface Blow {
        void strike(KilledProcess process) throws InterruptedException;
    }
}
