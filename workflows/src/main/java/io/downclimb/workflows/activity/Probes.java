package io.downclimb.workflows.activity;

import io.downclimb.workflows.breaker.ProbeOrder;
import io.downclimb.workflows.breaker.ProbeResult;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Calls that nobody waits for, to see whether a provider is well again. */
@ActivityInterface
public interface Probes {
    /** Copies a request to the provider, validates what comes and has it judged where that was ordered; accounted apart. */
    @ActivityMethod(name = "Probe")
    ProbeResult probe(ProbeOrder order);
}
