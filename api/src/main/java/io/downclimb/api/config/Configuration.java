package io.downclimb.api.config;

import io.downclimb.activities.provider.Provider;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that {@code downclimb.yaml} and the environment say, checked.
 *
 * @param providers by name, in the order of the file; without those whose {@code when-set} variable is absent
 * @param routes by name, in the order of the file; without those left out in the same way
 * @param warnings what is allowed and probably not meant; one line each, for the log of the start
 */
public record Configuration(
        Server server,
        Store store,
        Engine engine,
        Limits limits,
        Map<String, Provider> providers,
        Map<String, Route> routes,
        List<String> warnings) {
    public Configuration {
        providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
        warnings = List.copyOf(warnings);
    }
}
