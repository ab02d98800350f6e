package io.downclimb.workflows.activity;

/** Which request to prepare, and the policy it was accepted under. */
public record PrepareOrder(String requestId, String policyHash) {}
