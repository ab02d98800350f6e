package io.downclimb.api.request;

import io.downclimb.workflows.policy.Policy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes this node offers, in the order of the configuration. */
public record Routes(Map<String, Version> byName) {
    public Routes {
        byName = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /**
     * A route as it is configured now.
     *
     * @param texts the prompts, schemas and canned texts the policy refers to, by hash
     * @param keepAlive the longest silence towards a caller who streams
     */
    public record Version(Policy policy, String hash, Map<String, String> texts, Duration keepAlive) {
        public Version {
            texts = Map.copyOf(texts);
        }
    }

    @Nullable
    Version find(String name) {
        return byName.get(name);
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
