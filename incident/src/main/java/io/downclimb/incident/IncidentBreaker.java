package io.downclimb.incident;

import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;

/**
 * A provider's breaker as it stood when the file was written.
 *
 * @param settings how it watched, the canary's prompt as a hash
 */
public record IncidentBreaker(String provider, BreakerSettings settings, BreakerState state) {}
