package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.policy.Policy;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The policies and breakers that are to be tried, from a configuration file. Its secrets need not be there.
 *
 * @param policies by route
 * @param breakers by provider
 */
record Proposed(Map<String, Policy> policies, Map<String, BreakerSettings> breakers) {
    static final Proposed NOTHING = new Proposed(Map.of(), Map.of());

    Proposed {
        policies = Map.copyOf(policies);
        breakers = Map.copyOf(breakers);
    }

    /** Nothing where no file is named. */
    static Proposed read(@Nullable Path file, Map<String, String> environment) throws CommandFailure {
        if (file == null) {
            return NOTHING;
        }
        try {
            Configuration configuration = ConfigurationLoader.draft(file, environment);
            Map<String, Policy> policies = new TreeMap<>();
            configuration.routes().forEach((name, route) -> policies.put(name, route.policy()));
            return new Proposed(policies, configuration.breakers());
        } catch (ConfigurationException e) {
            throw CommandFailure.wrongFile(e);
        }
    }

    boolean isNothing() {
        return policies.isEmpty();
    }
}
