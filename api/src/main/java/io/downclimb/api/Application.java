package io.downclimb.api;

import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code downclimb serve}: one node. Reads the file that DOWNCLIMB_CONFIG names, or downclimb.yaml here. */
public final class Application {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final int BAD_CONFIGURATION = 2;

    private Application() {}

    public static void main(String[] args) {
        Path file = Path.of(System.getenv().getOrDefault("DOWNCLIMB_CONFIG", "downclimb.yaml"));
        Configuration configuration;
        try {
            configuration = ConfigurationLoader.load(file, System.getenv());
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            System.exit(BAD_CONFIGURATION);
            return;
        }
        Node node = Node.start(configuration);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
        LOG.info("Downclimb serves on {}", node.uri());
    }
}
