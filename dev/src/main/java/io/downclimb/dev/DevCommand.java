package io.downclimb.dev;

import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import io.downclimb.embedded.EmbeddedServerException;
import io.downclimb.embedded.LocalPostgres;
import io.downclimb.embedded.LocalTemporal;
import io.downclimb.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * {@code downclimb dev}: PostgreSQL, Temporal with its UI, the demo providers and a node, in one terminal. Data stay in
 * {@code .downclimb/}; Ctrl-C stops all of it.
 */
public final class DevCommand {
    private static final int FAILED = 1;
    private static final int BAD_CONFIGURATION = 2;

    private final DevSettings settings;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private DevCommand(DevSettings settings) {
        this.settings = settings;
    }

    public static void main(String[] args) throws InterruptedException {
        DevCommand dev = new DevCommand(DevSettings.of(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(dev::stop, "dev-stop"));
        try {
            dev.start();
        } catch (ConfigurationException e) {
            fail(String.valueOf(e.getMessage()), BAD_CONFIGURATION);
        } catch (EmbeddedServerException | IOException | IllegalStateException e) {
            fail("downclimb dev: " + e.getMessage(), FAILED);
        }
        new CountDownLatch(1).await();
    }

    private void start() throws IOException {
        Files.createDirectories(settings.data());
        say("PostgreSQL …");
        LocalPostgres postgres = opened(
                LocalPostgres.start(settings.data().resolve("postgres"), settings.postgresPort(), DevCommand::say)
                        .closedByCaller());
        postgres.createDatabase("downclimb");
        say("Temporal …");
        LocalTemporal temporal = opened(LocalTemporal.start(new LocalTemporal.Options(
                        settings.data().resolve("temporal.db"),
                        settings.temporalPort(),
                        settings.temporalUiPort(),
                        DevCommand::say))
                .closedByCaller());
        say("demo providers …");
        Simulator demo = opened(Simulator.start(settings.demoPort()));
        say("service …");
        Configuration configuration =
                ConfigurationLoader.load(settings.configuration(), environment(postgres, temporal, demo));
        temporal.keepHistories(configuration.incident().window());
        Node node = opened(
                Node.start(configuration, Map.of("downclimb.temporal.ui", "http://127.0.0.1:" + temporal.uiPort())));
        System.out.println(Welcome.text(node, temporal.uiPort(), demo, configuration));
    }

    /** The environment as it is, with the embedded servers where nothing else is named. */
    private static Map<String, String> environment(LocalPostgres postgres, LocalTemporal temporal, Simulator demo) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("DOWNCLIMB_DATABASE_URL", postgres.jdbcUrl("downclimb"));
        environment.put("DOWNCLIMB_DATABASE_USER", postgres.username());
        environment.put("DOWNCLIMB_DATABASE_PASSWORD", postgres.password());
        environment.put("DOWNCLIMB_TEMPORAL_TARGET", temporal.target());
        environment.put("DOWNCLIMB_TEMPORAL_NAMESPACE", temporal.namespace());
        environment.put("DOWNCLIMB_DEMO_PORT", Integer.toString(demo.port()));
        return environment;
    }

    private <T extends AutoCloseable> T opened(T part) {
        synchronized (running) {
            running.push(part);
        }
        return part;
    }

    /** Last started, first stopped: the node lets go before its servers do. */
    private void stop() {
        synchronized (running) {
            while (!running.isEmpty()) {
                try {
                    running.pop().close();
                } catch (Exception e) {
                    System.err.println("downclimb dev: could not stop a part: " + e.getMessage());
                }
            }
        }
    }

    private static void say(String progress) {
        System.out.println("downclimb dev: " + progress);
    }

    private static void fail(String message, int status) {
        System.err.println(message);
        System.exit(status);
    }

    /** Where the data are, unless the environment says otherwise. */
    record DevSettings(
            Path data, Path configuration, int postgresPort, int temporalPort, int temporalUiPort, int demoPort) {
        static DevSettings of(Map<String, String> environment) {
            return new DevSettings(
                    Path.of(environment.getOrDefault("DOWNCLIMB_DATA", ".downclimb")),
                    Path.of(environment.getOrDefault("DOWNCLIMB_CONFIG", "downclimb.yaml")),
                    port(environment, "DOWNCLIMB_POSTGRES_PORT", 0),
                    port(environment, "DOWNCLIMB_TEMPORAL_PORT", 7233),
                    port(environment, "DOWNCLIMB_TEMPORAL_UI_PORT", 8233),
                    port(environment, "DOWNCLIMB_DEMO_PORT", 8089));
        }

        private static int port(Map<String, String> environment, String name, int otherwise) {
            String value = environment.get(name);
            if (value == null || value.isBlank()) {
                return otherwise;
            }
            try {
                int port = Integer.parseInt(value.strip());
                if (port >= 0 && port <= 65_535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                throw new IllegalStateException("%s is %s: give a port from 0 to 65535".formatted(name, value), e);
            }
            throw new IllegalStateException("%s is %s: give a port from 0 to 65535".formatted(name, value));
        }
    }
}
