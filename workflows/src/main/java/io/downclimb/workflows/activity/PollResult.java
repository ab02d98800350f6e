package io.downclimb.workflows.activity;

import io.downclimb.workflows.status.PollMemory;

/**
 * What a poll brought: levels and names of versions, never the page.
 *
 * @param retryAfterMs how long the page wants to be left alone, in ms; 0: it does not say
 * @param wanted whether the configuration of the node that asked still names this page
 */
public record PollResult(PollMemory memory, long retryAfterMs, boolean wanted) {}
