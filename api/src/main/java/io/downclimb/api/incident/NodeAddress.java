package io.downclimb.api.incident;

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

    static NodeAddress of(@Nullable String url, @Nullable String namespace, Map<String, String> environment)
            throws CommandFailure {
        Configuration configuration = url == null || namespace == null ? configuration(environment) : null;
        String own = url != null ? url : configured(configuration);
        String space = namespace != null
                ? namespace
                : configuration == null ? "default" : configuration.engine().namespace();
        return new NodeAddress(address("--url", own), space);
    }

    static URI address(String option, String text) throws CommandFailure {
        try {
            URI uri = URI.create(text.replaceAll("/+$", ""));
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below, like an address of another kind.
        }
        throw CommandFailure.wrongUse(
                "%s \"%s\" is not an address: write it as http://127.0.0.1:8080".formatted(option, text));
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
        Path file = CommandLine.path("DOWNCLIMB_CONFIG", named == null || named.isBlank() ? "downclimb.yaml" : named);
        if ((named == null || named.isBlank()) && !Files.exists(file)) {
            return null;
        }
        try {
            return ConfigurationLoader.draft(file, environment);
        } catch (ConfigurationException e) {
            throw CommandFailure.wrongUse(String.valueOf(e.getMessage()));
        }
    }
}
