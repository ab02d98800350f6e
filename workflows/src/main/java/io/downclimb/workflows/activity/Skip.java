package io.downclimb.workflows.activity;

/** A rung that was passed over, and why. */
public record Skip(int rung, String tier, String reason) {}
