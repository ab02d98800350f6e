package io.downclimb.activities.status;

import io.downclimb.workflows.status.StatusSource;
import java.util.Map;

/** Where the configured providers say how they are, by provider; those without a page are left out. */
public record StatusPlan(Map<String, StatusSource> byProvider) {
    public StatusPlan {
        byProvider = Map.copyOf(byProvider);
    }
}
