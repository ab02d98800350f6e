package io.downclimb.incident;

/**
 * What the engine recorded of one run of a workflow.
 *
 * @param type Request, Breaker, Judge, Status
 * @param json as Temporal's own tools write and read it, without names of machines
 */
public record IncidentHistory(String workflowId, String runId, String type, String json) {}
