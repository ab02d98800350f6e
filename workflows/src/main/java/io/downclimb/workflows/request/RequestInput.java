package io.downclimb.workflows.request;

/**
 * What starts a request's workflow: names and times, no content.
 *
 * @param policyHash the policy the request was accepted under
 * @param deadlineAt the absolute deadline, in ms since 1970
 * @param share which part of the route's own deadline the caller allows (0..1]; every budget shrinks by it
 */
public record RequestInput(String requestId, String policyHash, long deadlineAt, double share) {}
