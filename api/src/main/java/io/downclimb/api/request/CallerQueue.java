package io.downclimb.api.request;

/** The task queue of this node alone: calls whose caller reads along here are made here. */
public record CallerQueue(String name) {}
