package io.downclimb.api.request;

/** The task queue that the nodes of one installation share. */
public record TaskQueue(String name) {}
