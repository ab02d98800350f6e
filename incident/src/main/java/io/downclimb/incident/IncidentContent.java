package io.downclimb.incident;

/**
 * A prompt, an answer or a raw error, where the file has them.
 *
 * @param kind request, answer, error
 * @param attempt 0 for what belongs to none
 */
public record IncidentContent(String requestId, String kind, int attempt, byte[] body) {}
