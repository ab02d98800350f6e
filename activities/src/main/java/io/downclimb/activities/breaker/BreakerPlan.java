package io.downclimb.activities.breaker;

import io.downclimb.workflows.breaker.BreakerSettings;
import java.util.Map;

/** How the breakers of the configured providers shall watch, by provider; those that go unwatched are left out. */
public record BreakerPlan(Map<String, BreakerSettings> byProvider) {
    public BreakerPlan {
        byProvider = Map.copyOf(byProvider);
    }

    /** Whether the provider has a breaker. */
    public boolean watches(String provider) {
        return byProvider.containsKey(provider);
    }
}
