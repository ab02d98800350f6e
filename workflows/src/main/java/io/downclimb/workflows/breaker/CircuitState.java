package io.downclimb.workflows.breaker;

/** One circuit, as it is carried on. */
public record CircuitState(CircuitId id, Phase phase, long generation, long since) {}
