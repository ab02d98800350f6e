package io.downclimb.api.config;

import io.downclimb.activities.provider.Provider;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.status.StatusSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that {@code downclimb.yaml} and the environment say, checked.
 *
 * @param providers by name, in the order of the file; without those whose {@code when-set} variable is absent
 * @param routes by name, in the order of the file; without those left out in the same way
 * @param breakers how each of these providers is watched; none for one that goes unwatched
 * @param statusPages where those of them that have a status page say how they are
 * @param warnings what is allowed and probably not meant; one line each, for the log of the start
 */
public record Configuration(
        Server server,
        Store store,
        Engine engine,
        Limits limits,
        IncidentRules incident,
        Map<String, Provider> providers,
        Map<String, Route> routes,
        Map<String, BreakerSettings> breakers,
        Map<String, StatusSource> statusPages,
        List<String> warnings) {
    public Configuration {
        providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
        breakers = Map.copyOf(breakers);
        statusPages = Map.copyOf(statusPages);
        warnings = List.copyOf(warnings);
    }
}
