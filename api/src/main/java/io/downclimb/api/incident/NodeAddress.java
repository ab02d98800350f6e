package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.command.CommandLine;
import io.downclimb.api.command.Given;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a node is asked, and where Temporal shows its workflows. What the command line says comes first, then the configuration (of
 * {@code DOWNCLIMB_CONFIG}, or {@code downclimb.yaml} where there is one), then what {@code downclimb dev} has.
 *
 * @param url of the node, without a slash at its end
 * @param namespace of Temporal
 */
record NodeAddress(URI url, String namespace) {
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    /** Of the options {@code --url} and {@code --namespace}. */
    static NodeAddress of(CommandLine line, Map<String, String> environment) throws CommandFailure {
        boolean isAllSaid = line.has("--url") && line.has("--namespace");
        Configuration configuration = isAllSaid ? null : configuration(environment);
        URI url = line.value("--url", Given::address);
        return new NodeAddress(
                url != null ? url : new Given("server.host", configured(configuration)).address(),
                line.value(
                        "--namespace",
                        Given::text,
                        configuration == null
                                ? "default"
                                : configuration.engine().namespace()));
    }

    private static String configured(@Nullable Configuration configuration) {
        if (configuration == null) {
            return "http://127.0.0.1:8080";
        }
        String host = configuration.server().host();
        String reachable = EVERYWHERE.contains(host) ? "127.0.0.1" : host;
        boolean isBareV6 = reachable.contains(":") && !reachable.startsWith("[");
        int port = configuration.server().port();
        return "http://%s:%d".formatted(isBareV6 ? "[" + reachable + "]" : reachable, port == 0 ? 8080 : port);
    }

    private static @Nullable Configuration configuration(Map<String, String> environment) throws CommandFailure {
        String named = environment.get("DOWNCLIMB_CONFIG");
        Path file = new Given("DOWNCLIMB_CONFIG", named == null || named.isBlank() ? "downclimb.yaml" : named).path();
        if ((named == null || named.isBlank()) && !Files.exists(file)) {
            return null;
        }
        try {
            return ConfigurationLoader.draft(file, environment);
        } catch (ConfigurationException e) {
            throw CommandFailure.wrongFile(e);
        }
    }
}
