package io.downclimb.api.stack;

import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import io.downclimb.embedded.LocalPostgres;
import io.downclimb.embedded.LocalTemporal;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Simulator;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What an operator would install: providers and routes as they stand in a file, over the servers that a test chooses. Nodes come and go; the
 * simulator stays.
 */
final class Installation {
    private final Simulator simulator;
    private final Configuration configuration;

    /**
     * An installation whose nodes are not started yet.
     *
     * @param yaml providers and routes; {@code SIM} stands for the simulator's address, keys {@code ${ONE}} and {@code ${TWO}} for two
     *     secrets
     */
    Installation(Simulator simulator, String jdbcUrl, LocalPostgres postgres, LocalTemporal temporal, String yaml) {
        this.simulator = simulator;
        boolean shared = !temporal.furtherNamespaces().isEmpty();
        Map<String, String> environment = new HashMap<>();
        environment.put("DOWNCLIMB_DATABASE_URL", jdbcUrl);
        environment.put("DOWNCLIMB_DATABASE_USER", postgres.username());
        environment.put("DOWNCLIMB_DATABASE_PASSWORD", postgres.password());
        environment.put("DOWNCLIMB_TEMPORAL_TARGET", temporal.target());
        environment.put("DOWNCLIMB_TEMPORAL_NAMESPACE", shared ? SharedStack.namespace(jdbcUrl) : temporal.namespace());
        environment.put("ONE", "sk-one-secret");
        environment.put("TWO", "sk-two-secret");
        String queue = jdbcUrl.replaceAll(".*/", "").replaceAll("\\?.*", "");
        String whole = "server: {port: 0}\ntemporal: {task-queue: \"%s\"}\n".formatted(queue)
                + yaml.replace("SIM", simulator.baseUrl().toString());
        try {
            configuration = ConfigurationLoader.parse(whole, Path.of("."), environment);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** A provider's entry, indented, with further keys: {@code ", breaker: {cooldown: 5s}"}. */
    static String provider(String name, String further) {
        return "  %s: {api: openai-chat, base-url: \"SIM/%s/v1\", keys: [\"${ONE}\"]%s}\n"
                .formatted(name, name, further);
    }

    /** Starts a node. Closing what is returned closes the simulator, too; {@code node().close()} the node alone. */
    Stack node() {
        return node(Map.of());
    }

    /** With further properties of the framework. */
    Stack node(Map<String, Object> beside) {
        return Stack.of(simulator, Node.start(configuration, beside));
    }
}
