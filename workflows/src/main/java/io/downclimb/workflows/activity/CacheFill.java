package io.downclimb.workflows.activity;

/** Which attempt's answer to keep, and for how long: until it is no longer fresh, and until it is dropped (ms from now). */
public record CacheFill(String requestId, String policyHash, int attempt, long ttlMs, long keepMs) {}
