package io.downclimb.workflows.activity;

import io.downclimb.workflows.status.PollMemory;
import io.downclimb.workflows.status.StatusPage;

/** Asks a page once. */
public record PollOrder(StatusPage page, PollMemory memory) {}
