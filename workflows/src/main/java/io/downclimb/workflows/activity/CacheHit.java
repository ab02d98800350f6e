package io.downclimb.workflows.activity;

/**
 * A stored answer to exactly this request.
 *
 * @param source the request that was answered then
 * @param attempt the attempt of that request whose answer it is
 * @param fresh within the rung's time to live; otherwise stale
 * @param ageMs since it was stored, in ms
 */
public record CacheHit(String source, int attempt, String provider, String model, boolean fresh, long ageMs) {}
