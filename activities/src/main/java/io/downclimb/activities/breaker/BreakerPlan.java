package io.downclimb.activities.breaker;

import io.downclimb.workflows.breaker.BreakerSettings;
import java.util.Map;

/** How the breakers of the configured providers shall watch, by provider. */
public record BreakerPlan(Map<String, BreakerSettings> byProvider) {
    public BreakerPlan {
        byProvider = Map.copyOf(byProvider);
    }
}
